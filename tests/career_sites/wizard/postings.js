// Openings of the "wizard" employers. Each posting is a list of steps; a step is a title and its questions.
import {options} from '../lib/validate.js';

export const organisation = 'kupfer-quill';

export const places = [
  'Berlin, Germany', 'Berlin, New Hampshire, United States', 'Bremen, Germany', 'Cologne, Germany', 'Dresden, Germany', 'Frankfurt am Main, Germany',
  'Hamburg, Germany', 'Leipzig, Germany', 'Munich, Germany', 'Stuttgart, Germany', 'Vienna, Austria', 'Graz, Austria', 'Zurich, Switzerland',
  'Geneva, Switzerland', 'Amsterdam, Netherlands', 'Rotterdam, Netherlands', 'Brussels, Belgium', 'Paris, France', 'Paris, Texas, United States',
  'Lyon, France', 'Madrid, Spain', 'Barcelona, Spain', 'Lisbon, Portugal', 'Porto, Portugal', 'Milan, Italy', 'Rome, Italy', 'Warsaw, Poland',
  'Krakow, Poland', 'Prague, Czechia', 'Budapest, Hungary', 'Copenhagen, Denmark', 'Stockholm, Sweden', 'Oslo, Norway', 'Helsinki, Finland',
  'Dublin, Ireland', 'London, United Kingdom', 'London, Ontario, Canada', 'Manchester, United Kingdom', 'Edinburgh, United Kingdom',
  'New York, New York, United States', 'Boston, Massachusetts, United States', 'Chicago, Illinois, United States', 'Austin, Texas, United States',
  'San Francisco, California, United States', 'Seattle, Washington, United States', 'Toronto, Ontario, Canada', 'Vancouver, British Columbia, Canada',
  'Bengaluru, India', 'Singapore, Singapore', 'Tokyo, Japan', 'Sydney, Australia', 'Melbourne, Australia',
];

const YES_NO = options('Yes', 'No');

const information = {
  id: 'information',
  title: 'My Information',
  questions: [
    {name: 'source', label: 'How Did You Hear About Us?', type: 'dropdown', required: true, options: options('Company Website', 'Job Board', 'LinkedIn', 'Employee Referral', 'Event or Fair', 'Other')},
    {name: 'legalName--firstName', label: 'First Name', type: 'text', required: true, autocomplete: 'given-name'},
    {name: 'legalName--lastName', label: 'Last Name', type: 'text', required: true, autocomplete: 'family-name'},
    {name: 'email', label: 'Email Address', type: 'email', required: true, autocomplete: 'email'},
    {name: 'phoneNumber', label: 'Phone Number', type: 'tel', required: true, autocomplete: 'tel'},
    {name: 'homeLocation', label: 'City where you live', type: 'place', required: true, places},
  ],
};

const experience = {
  id: 'experience',
  title: 'My Experience',
  questions: [
    {name: 'resume', label: 'Resume/CV', type: 'file', required: true},
    {name: 'linkedInAccount', label: 'LinkedIn', type: 'url', required: false},
    {name: 'webAddress', label: 'Website', type: 'url', required: false},
  ],
};

const disclosures = {
  id: 'disclosures',
  title: 'Voluntary Disclosures',
  questions: [
    {name: 'gender', label: 'Gender', type: 'dropdown', required: false, options: options('Female', 'Male', 'Non-Binary', 'I do not wish to answer')},
    {name: 'veteranStatus', label: 'Veteran Status', type: 'dropdown', required: false, options: options('I am not a veteran', 'I identify as a veteran', 'I do not wish to answer')},
    {name: 'acceptTermsAndAgreements', label: 'Yes, I have read and consent to the privacy notice and the terms and conditions.', type: 'checkbox', required: true, options: [{value: 'true'}]},
  ],
};

const authorised = {name: 'q-authorised', label: 'Are you legally authorized to work in Germany?', type: 'radio', required: true, options: YES_NO};
const sponsorship = {name: 'q-sponsorship', label: 'Will you require sponsorship for a work visa, now or in the future?', type: 'dropdown', required: true, options: YES_NO};
const start = {name: 'q-start', label: 'What is the earliest date on which you could start?', type: 'date', required: true};
const salary = {name: 'q-salary', label: 'What is your expected annual salary?', type: 'number', required: true};
const notice = {name: 'q-notice', label: 'Notice period in your present job', type: 'dropdown', required: true, options: options('No notice period', 'Up to one month', 'Up to two months', 'Three months or more')};
const relocate = {name: 'q-relocate', label: 'Are you willing to relocate for this position?', type: 'radio', required: true, options: YES_NO};
const years = {name: 'q-years', label: 'How many years of relevant work experience do you have?', type: 'number', required: true};

function steps(...questions) {
  return [information, experience, {id: 'questions', title: 'Application Questions', questions}, disclosures];
}

export const postings = [
  {
    id: 'd2a1f6c0-41b7-4f0e-8f59-7a1d3c5e2201', feed: 'ashby', company: 'Kupfer & Quill', title: 'Backend Engineer, Print Pipeline', department: 'Engineering', team: 'Pipeline',
    employmentType: 'FullTime', workplaceType: 'Hybrid', isRemote: false, publishedAt: '2026-11-05T10:20:30.417+00:00',
    location: 'Leipzig', address: {addressLocality: 'Leipzig', addressRegion: 'Saxony', addressCountry: 'Germany'},
    secondary: [{location: 'Dresden', address: {addressLocality: 'Dresden', addressRegion: 'Saxony', addressCountry: 'Germany'}}],
    pay: {min: 64000, max: 82000, currency: 'EUR', interval: '1 YEAR'},
    html: '<p>Kupfer &amp; Quill prints one book at a time, for people who write one.</p><h2>The work</h2><ul><li>Turn a manuscript into plates without a person in between</li><li>Keep the queue honest when a press stops</li></ul>',
    steps: steps(authorised, sponsorship, start, salary),
  },
  {
    id: 'd2a1f6c0-41b7-4f0e-8f59-7a1d3c5e2202', feed: 'ashby', company: 'Kupfer & Quill', title: 'Bookbinding Workshop Lead', department: 'Workshop', team: 'Binding',
    employmentType: 'FullTime', workplaceType: 'OnSite', isRemote: false, publishedAt: '2026-11-13T06:45:00.000+00:00',
    location: 'Leipzig', address: {addressLocality: 'Leipzig', addressRegion: 'Saxony', addressCountry: 'Germany'},
    secondary: [], pay: null,
    html: '<p>You lead six binders and two machines that are older than all of you.</p><ul><li>Plan the week</li><li>Teach two apprentices</li></ul>',
    steps: steps(authorised, relocate, notice, years),
  },
  {
    id: 'd2a1f6c0-41b7-4f0e-8f59-7a1d3c5e2203', feed: 'ashby', company: 'Kupfer & Quill', title: 'Typography Engineer', department: 'Engineering', team: 'Type',
    employmentType: 'Contract', workplaceType: 'Remote', isRemote: true, publishedAt: '2026-11-19T15:00:00.000+00:00',
    location: 'Remote (Europe)', address: null, secondary: [],
    pay: {min: 55, max: 70, currency: 'EUR', interval: '1 HOUR'},
    html: '<p>Line breaking, hyphenation in eleven languages, and the last word about widows.</p>',
    steps: steps(authorised, start, {name: 'q-rule', label: 'Which rule of typography would you break, and why?', type: 'textarea', required: true}),
  },
  {
    id: '1480201', slug: 'gis-developer', feed: 'recruitee', company: 'Tidewater Mapping', title: 'GIS Developer', department: 'Maps', city: 'Bremen', state: 'HB',
    employment: 'fulltime_permanent', remote: false, hybrid: true, onSite: false, publishedAt: '2026-11-09 09:00:00 UTC', salary: {min: 4800, max: 6200, period: 'month', currency: 'EUR'},
    html: '<p>Sea charts age faster than you would think. You keep ours young.</p>', requirements: '<ul><li>PostGIS</li><li>A boat licence is no obstacle</li></ul>',
    steps: steps(authorised, sponsorship, notice),
  },
  {
    id: '1480202', slug: 'office-coordinator', feed: 'recruitee', company: 'Tidewater Mapping', title: 'Office Coordinator', department: 'Office', city: 'Bremen', state: 'HB',
    employment: 'parttime_permanent', remote: false, hybrid: false, onSite: true, publishedAt: '2026-11-17 12:30:00 UTC', salary: {min: null, max: null, period: null, currency: null},
    html: '<p>Visitors, post, plants, and the one person who knows where everything is.</p>', requirements: '',
    steps: steps(authorised, relocate, years),
  },
];

export function questionsOf(posting) {
  return posting.steps.flatMap((step) => step.questions);
}
