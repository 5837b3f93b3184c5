import english from './english.js';
import histories from './histories.js';
import languages from './languages.js';
import ordinary from './ordinary.js';
import traps from './traps.js';
import {unseen} from './unseen/index.js';

export const corpus = [...english, ...languages, ...ordinary, ...traps, ...histories, ...unseen];
