import european from './european.js';
import snares from './snares.js';
import toolkits from './toolkits.js';

export const unseen = [...european, ...toolkits, ...snares];
