// Openings of the "board" employer. A posting's `questions` come after the standard block of every form of this site.
import {options} from '../lib/validate.js';

export const company = 'Nordlicht Robotics';
export const boardToken = 'nordlicht-robotics';

const YES_NO = [{value: '1', label: 'Yes'}, {value: '0', label: 'No'}];

export const standard = [
  {name: 'first_name', label: 'First Name', type: 'text', required: true, autocomplete: 'given-name'},
  {name: 'last_name', label: 'Last Name', type: 'text', required: true, autocomplete: 'family-name'},
  {name: 'email', label: 'Email', type: 'email', required: true, autocomplete: 'email'},
  {name: 'phone', label: 'Phone', type: 'tel', required: true, autocomplete: 'tel'},
  {name: 'resume', label: 'Resume/CV', type: 'file', required: true},
  {name: 'cover_letter', label: 'Cover Letter', type: 'file', required: false},
];

export const demographic = [
  {name: 'gender', label: 'Gender', type: 'select', required: false, options: options('Male', 'Female', 'Non-binary', 'Decline To Self Identify')},
  {name: 'hispanic_ethnicity', label: 'Are you Hispanic/Latino?', type: 'select', required: false, options: options('Yes', 'No', 'Decline To Self Identify')},
  {name: 'veteran_status', label: 'Veteran Status', type: 'select', required: false, options: options('I am not a protected veteran', 'I identify as one or more of the classifications of a protected veteran', "I don't wish to answer")},
  {name: 'disability_status', label: 'Disability Status', type: 'select', required: false, options: options('Yes, I have a disability, or have had one in the past', 'No, I do not have a disability and have not had one in the past', 'I do not want to answer')},
];

const authorised = {name: 'question_4000101', label: 'Are you legally authorized to work in Germany?', type: 'select', required: true, options: YES_NO};
// Of a remote role nobody can say which country is meant: only a saved answer to this very question will do.
const authorisedSomewhere = {...authorised, label: 'Are you legally authorized to work in the country where this role is based?'};
const sponsorship = {name: 'question_4000102', label: 'Will you now or in the future require visa sponsorship for employment?', type: 'select', required: true, options: YES_NO};
const heard = {name: 'question_4000103', label: 'How did you hear about this job?', type: 'select', required: true, options: options('LinkedIn', 'Company website', 'Job board', 'Friend or colleague', 'Other')};
const linkedin = {name: 'question_4000104', label: 'LinkedIn Profile', type: 'url', required: false};
const website = {name: 'question_4000105', label: 'Website', type: 'url', required: false};
const notice = {name: 'question_4000106', label: 'What is your notice period?', type: 'select', required: true, options: options('Immediately available', '1 month', '2 months', '3 months or more')};
const salary = {name: 'question_4000107', label: 'What are your salary expectations (gross per year)?', type: 'text', required: true};

export const postings = [
  {
    id: '4011201', internalId: 3010401, requisition: 'ENG-112', title: 'Senior C++ Engineer, Motion Control', location: 'Berlin, Germany',
    office: {id: 60011, name: 'Berlin', location: 'Berlin, Germany'}, department: {id: 70021, name: 'Engineering'},
    metadata: [{id: 801, name: 'Employment Type', value: 'Full-time', value_type: 'single_select'}, {id: 802, name: 'Workplace Type', value: 'Hybrid', value_type: 'single_select'}],
    published: '2026-11-02T09:15:00-05:00', updated: '2026-11-20T04:31:12-05:00',
    content: `<div class="content-intro"><p>Nordlicht Robotics builds arms that sort parcels beside people.</p></div>
<h2>What you will do</h2><ul><li>Own the motion planner that runs at 1&nbsp;kHz on our arms</li><li>Measure, then make it faster &amp; calmer</li><li>Review code with three colleagues who care</li></ul>
<h2>What you bring</h2><ul><li>Modern C++ (17 or 20) in production</li><li>Real-time Linux, or the wish to learn it</li></ul>
<p>Salary: <strong>€85,000 – €105,000</strong> per year.</p>`,
    questions: [linkedin, website, authorised, sponsorship, notice, salary, heard],
  },
  {
    id: '4011202', internalId: 3010402, requisition: 'OPS-031', title: 'Field Service Technician', location: 'Hamburg, Germany; Bremen, Germany',
    office: {id: 60012, name: 'Hamburg', location: 'Hamburg, Germany'}, department: {id: 70022, name: 'Service'},
    metadata: null,
    published: '2026-11-10T08:00:00-05:00', updated: '2026-11-18T10:02:44-05:00',
    content: `<p>You keep our arms moving at customers' sites between Hamburg and Bremen.</p>
<ul><li>Commission new installations</li><li>Find faults &amp; fix them for good</li></ul><p>A driving licence is needed; a car is ours to give.</p>`,
    questions: [
      authorised, sponsorship,
      {name: 'question_4000201', label: 'How many years of professional experience do you have?', type: 'number', required: true},
      {name: 'question_4000202', label: 'Are you willing to relocate?', type: 'select', required: true, options: YES_NO},
      heard,
    ],
  },
  {
    id: '4011203', internalId: 3010403, requisition: 'ENG-118', title: 'Staff Software Engineer, Fleet Platform', location: 'Remote, Europe',
    office: {id: 60013, name: 'Remote', location: null}, department: {id: 70021, name: 'Engineering'},
    metadata: [{id: 801, name: 'Employment Type', value: 'Full-time', value_type: 'single_select'}, {id: 803, name: 'Time zones', value: ['CET', 'EET'], value_type: 'multi_select'}],
    published: '2026-11-16T11:30:00-05:00', updated: '2026-11-16T11:30:00-05:00',
    content: `<p>A thousand arms report every second. You make sense of them, and the system simpler.</p><p>Remote within Europe.</p>`,
    questions: [
      linkedin, authorisedSomewhere, sponsorship,
      {name: 'question_4000301', label: 'Describe a system you made simpler, and what you took away.', type: 'textarea', required: true},
    ],
  },
];

export function questionsOf(posting) {
  return [...standard, ...posting.questions, ...demographic];
}
