// Openings of the "cards" employer. `cards` are the extra blocks of questions that stand after the standard ones.

export const company = 'Fernweh Labs';
export const site = 'fernweh-labs';

const choice = (...labels) => labels.map((label) => ({value: label, label}));

export const standard = [
  {name: 'resume', label: 'Resume/CV', type: 'resume', required: true},
  {name: 'name', label: 'Full name', type: 'text', required: true, autocomplete: 'name'},
  {name: 'email', label: 'Email', type: 'email', required: true, autocomplete: 'email'},
  {name: 'phone', label: 'Phone', type: 'tel', required: true, autocomplete: 'tel'},
  {name: 'location', label: 'Current location', type: 'text', required: true},
  {name: 'org', label: 'Current company', type: 'text', required: false, autocomplete: 'organization'},
];

export const links = [
  {name: 'urls[LinkedIn]', label: 'LinkedIn URL', type: 'url', required: false},
  {name: 'urls[GitHub]', label: 'GitHub URL', type: 'url', required: false},
  {name: 'urls[Portfolio]', label: 'Portfolio URL', type: 'url', required: false},
];

export const eeo = [
  {name: 'eeo[gender]', label: 'Gender', type: 'select', required: false, options: choice('Male', 'Female', 'Non-binary', 'Decline to self-identify')},
  {name: 'eeo[race]', label: 'Race', type: 'select', required: false, options: choice('Asian', 'Black or African American', 'Hispanic or Latino', 'White', 'Two or more races', 'Decline to self-identify')},
  {name: 'eeo[veteran]', label: 'Veteran status', type: 'select', required: false, options: choice('I am a veteran', 'I am not a veteran', 'Decline to self-identify')},
];

export const consents = [
  {name: 'consent[processing]', label: 'I have read the privacy notice and agree that Fernweh Labs processes my data for this application.', type: 'checkbox', required: true, options: [{value: '1'}]},
  {name: 'consent[store]', label: 'Fernweh Labs may contact me about other openings for up to two years.', type: 'checkbox', required: false, options: [{value: '1'}]},
];

const authorised = {name: 'cards[a1f0][field0]', label: 'Are you legally authorised to work in Germany?', type: 'radio', required: true, options: choice('Yes', 'No')};
const sponsorship = {name: 'cards[a1f0][field1]', label: 'Do you need visa sponsorship, now or later?', type: 'radio', required: true, options: choice('Yes', 'No')};
const notice = {name: 'cards[b2c1][field0]', label: 'What is your notice period?', type: 'radio', required: true, options: choice('None, I can start now', 'Up to 4 weeks', 'Up to 3 months', 'More than 3 months')};
const salary = {name: 'cards[b2c1][field1]', label: 'What is your desired annual salary in EUR?', type: 'number', required: true};
const heard = {name: 'cards[c3d2][field0]', label: 'How did you hear about us?', type: 'select', required: false, options: choice('LinkedIn', 'Company website', 'A friend', 'A conference', 'Other')};
const years = {name: 'cards[d4e3][field0]', label: 'Years of experience in your field', type: 'radio', required: true, options: choice('0-2 years', '3-5 years', '6-10 years', 'More than 10 years')};

export const postings = [
  {
    id: '5b0e7a32-6f0c-4c8e-9a51-0d1b6a7c1101', text: 'Product Engineer (TypeScript)', location: 'Munich', allLocations: ['Munich', 'Berlin'], country: 'DE',
    department: 'Product', team: 'Routes', commitment: 'Full-time', workplaceType: 'hybrid', createdAt: Date.UTC(2026, 10, 3, 8, 30),
    salaryRange: {currency: 'EUR', interval: 'per-year-salary', min: 68000, max: 86000},
    opening: 'Fernweh Labs plans train journeys across borders, and you make the planner feel instant.',
    lists: [
      {text: 'What you will do', items: ['Build features from the sketch to the graph in production', 'Keep the first screen under a second on a slow phone']},
      {text: 'What you bring', items: ['TypeScript and a liking for plain HTML', 'Care for people who travel with a wheelchair or a pram']},
    ],
    additional: 'We work from Munich or Berlin two days a week.',
    cards: [{title: 'Work authorisation', questions: [authorised, sponsorship]}, {title: 'Terms', questions: [notice, salary]}, {title: 'One more thing', questions: [heard]}],
  },
  {
    id: '5b0e7a32-6f0c-4c8e-9a51-0d1b6a7c1102', text: 'Customer Support Specialist', location: 'Remote, Germany', allLocations: ['Remote, Germany'], country: 'DE',
    department: 'Support', team: 'Traveller Care', commitment: 'Part-time', workplaceType: 'remote', createdAt: Date.UTC(2026, 10, 12, 13, 5),
    salaryRange: null,
    opening: 'When a connection breaks, you are the calm voice that finds another one.',
    lists: [{text: 'Your week', items: ['Answer mail and chat in German and English', 'Tell the product team what hurts']}],
    additional: 'Twenty to thirty hours a week; you choose the days.',
    cards: [{title: 'Work authorisation', questions: [authorised, sponsorship]}, {title: 'Experience', questions: [years]}],
  },
  {
    id: '5b0e7a32-6f0c-4c8e-9a51-0d1b6a7c1103', text: 'Data Engineer, Timetables', location: 'Berlin', allLocations: ['Berlin', 'Vienna', 'Zurich'], country: 'DE',
    department: 'Data', team: 'Timetables', commitment: 'Full-time', workplaceType: 'onsite', createdAt: Date.UTC(2026, 10, 18, 7, 0),
    salaryRange: {currency: 'EUR', interval: 'per-month-salary', min: 5600, max: 7000},
    opening: 'Forty railways publish forty kinds of timetable. You turn them into one.',
    lists: [{text: 'What you bring', items: ['SQL that others can read', 'Patience with odd formats']}],
    additional: '',
    cards: [
      {title: 'Work authorisation', questions: [authorised, sponsorship]},
      {title: 'In your own words', questions: [{name: 'cards[e5f4][field0]', label: 'Which timetable in the world would you repair first, and how?', type: 'textarea', required: true}]},
    ],
  },
];

export function questionsOf(posting) {
  return [...standard.filter(({type}) => type !== 'resume'), ...links, ...posting.cards.flatMap((card) => card.questions), ...eeo, ...consents,
    {name: 'comments', label: 'Additional information', type: 'textarea', required: false}];
}
