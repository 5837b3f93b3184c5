/** English needs a catalogue only where a number changes the words. */
export const kEnglishNumbers = {
  'Cancel {{count}} applications?_one': 'Cancel one application?',
  'Choose all {{count}} shown_one': 'Choose the one shown',
  'Counted are the last {{count}} applications._one': 'Counted is the last application.',
  'The form asks {{count}} things that you have not told JobSwipe._one': 'The form asks something that you have not told JobSwipe.',
  'You hide {{count}} employers._one': 'You hide one employer.',
  '{{count}} answers_one': '1 answer',
  '{{count}} applications changed._one': '1 application changed.',
  '{{count}} can be tried again as they are, once you have done your part._one': 'One can be tried again as it is, once you have done your part.',
  '{{count}} changes are kept on this device and will be sent when the server answers._one': 'One change is kept on this device and will be sent when the server answers.',
  '{{count}} chosen_one': '1 chosen',
  '{{count}} could not be._one': 'One could not be.',
  '{{count}} files_one': '1 file',
};
