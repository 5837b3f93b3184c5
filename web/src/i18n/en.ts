/** English needs a catalogue only where a number changes the words. */
export const kEnglishNumbers = {};
