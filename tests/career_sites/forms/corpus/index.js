import english from './english.js';
import languages from './languages.js';
import traps from './traps.js';

export const corpus = [...english, ...languages, ...traps];
