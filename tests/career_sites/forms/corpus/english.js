// Forms in English, in the manners of the systems that are met most.
import {ANY, ASK, LEAVE, P, PHONE, RESUME, form} from '../define.js';

const yesNo = {options: ['Yes', 'No']};
const names = (marks = {}) => [['First Name*', 'text', P.first, {name: 'first_name', auto: 'given-name', ...marks}], ['Last Name*', 'text', P.last, {name: 'last_name', auto: 'family-name', ...marks}]];
const equality = (widget = 'reactselect') => [
  ['Gender', widget, ANY('Female', ''), {options: ['Male', 'Female', 'Decline To Self Identify'], section: 'Voluntary Self-Identification'}],
  ['Are you Hispanic/Latino?', widget, ANY('Decline To Self Identify', ''), {options: ['Yes', 'No', 'Decline To Self Identify'], section: 'Voluntary Self-Identification'}],
  ['Veteran Status', widget, ANY('I am not a protected veteran', ''), {options: ['I am not a protected veteran', 'I identify as one or more of the classifications of a protected veteran', "I don't wish to answer"], section: 'Voluntary Self-Identification'}],
  ['Disability Status', widget, ANY('No, I do not have a disability and have not had one in the past', ''), {options: ['Yes, I have a disability, or have had one in the past', 'No, I do not have a disability and have not had one in the past', 'I do not want to answer'], section: 'Voluntary Self-Identification'}],
];

export default [
  form('greenhouse-hosted', {platform: 'greenhouse', ids: 'names'}, [
    ...names(), ['Preferred First Name', 'text', ANY(P.preferred, ''), {name: 'preferred_name'}], ['Email*', 'email', P.email, {auto: 'email'}], ['Phone*', 'phone', PHONE, {moves: true}],
    ['Location (City)*', 'reactselect', 'Hamburg, Germany', {remote: true, name: 'candidate-location'}], ['Resume/CV*', 'dropzone', RESUME], ['Cover Letter', 'dropzone', LEAVE],
    ['LinkedIn Profile', 'text', ANY(P.linkedin, '')], ['Are you legally authorized to work in Germany?*', 'reactselect', 'Yes', yesNo],
    ['Will you now or in the future require sponsorship for employment visa status?*', 'reactselect', 'No', yesNo],
    ['How did you hear about this job?*', 'reactselect', 'LinkedIn', {options: ['Company website', 'LinkedIn', 'Indeed', 'Employee referral', 'Other']}],
    ['If you were referred, who is the name of your referrer?', 'text', LEAVE], ...equality(),
  ]),
  form('greenhouse-embedded', {platform: 'greenhouse', embed: true, place: 'Vienna, Austria', company: 'Donaukai Analytics'}, [
    ...names(), ['Email*', 'email', P.email], ['Phone', 'tel', PHONE], ['Resume/CV*', 'dropzone', RESUME, {words: 'Attach'}],
    ['What is your notice period?*', 'reactselect', '1 month', {options: ['Immediately', '2 weeks', '1 month', '3 months']}],
    ['Do you require visa sponsorship to work in Austria?*', 'reactselect', 'No', yesNo], ['Why do you want to work here?*', 'textarea', 'Because the product is used by people I know.'],
    ['Which of these offices could you come to? (select all that apply)*', 'reactselect', ASK(['Graz']), {multi: true, options: ['Vienna', 'Graz', 'Linz']}],
    ['I have read and agree to the processing of my personal data under the Privacy Notice*', 'checkbox', true],
    ['Please keep me informed about future job openings and marketing news by e-mail', 'checkbox', false],
  ]),
  form('greenhouse-us', {platform: 'greenhouse', place: 'Denver, Colorado, United States', company: 'Mile Marker Freight'}, [
    ...names(), ['Email*', 'email', P.email], ['Phone*', 'tel', PHONE], ['Resume/CV*', 'dropzone', RESUME],
    ['Are you legally authorized to work in the United States?*', 'reactselect', ASK('No'), yesNo],
    ['Do you *not* require visa sponsorship, now or in the future?*', 'reactselect', ASK('No'), yesNo],
    ['Will you require sponsorship to work in the United States?*', 'reactselect', ASK('Yes'), yesNo],
    ['What is your desired annual salary in USD?*', 'text', ASK('98000')], ['Are you at least 18 years of age?*', 'reactselect', 'Yes', yesNo], ...equality(),
  ]),
  form('greenhouse-old-board', {platform: 'greenhouse', skin: 'greenhouse_old', after: 'redirect'}, [
    ...names(), ['Email*', 'text', P.email, {name: 'job_application[email]'}], ['Phone*', 'text', PHONE, {name: 'job_application[phone]'}], ['Resume/CV*', 'dropclears', RESUME],
    ['Website', 'text', ANY(P.website, '')], ['School*', 'select2', ASK('Other'), {section: 'Education', options: ['ETH Zürich', 'Universität Wien', 'Other']}], ['Degree*', 'select2', "Master's Degree", {section: 'Education', options: ["Bachelor's Degree", "Master's Degree", 'Doctorate']}],
    ['Are you willing to relocate?*', 'select', 'Yes', {options: ['Yes', 'No'], section: 'Questions'}], ['Leave this field blank', 'honeypot', LEAVE, {name: 'url_confirm', hides: 'offscreen'}],
  ]),
  form('lever-london', {platform: 'lever', place: 'London, United Kingdom', company: 'Thamesline Health'}, [
    ['Resume/CV*', 'dropclears', RESUME, {words: 'ATTACH RESUME/CV', parses: {name: 'L Brandt', org: 'Kontorwerk'}, name: 'resume'}],
    ['Full name*', 'text', P.full, {name: 'name'}], ['Email*', 'email', P.email, {name: 'email'}], ['Phone*', 'text', PHONE, {name: 'phone'}], ['Current location', 'typeahead', ANY('Hamburg, Germany', ''), {plainInput: true, name: 'location'}],
    ['Current company', 'text', ANY(P.company, ''), {name: 'org'}], ['LinkedIn URL', 'text', ANY(P.linkedin, ''), {name: 'urls[LinkedIn]', section: 'Links'}], ['GitHub URL', 'text', ANY(P.github, ''), {name: 'urls[GitHub]', section: 'Links'}],
    ['Do you have the right to work in the UK?*', 'cards', ASK('No'), {...yesNo, section: 'Screening'}], ['What are your salary expectations in GBP?*', 'text', ASK('75000'), {section: 'Screening'}],
    ['How many years of professional experience do you have?*', 'cards', '6-10', {options: ['0-2', '3-5', '6-10', '11+'], section: 'Screening'}], ['Pronouns', 'checkboxes', ANY(['She/her'], []), {options: ['He/him', 'She/her', 'They/them'], section: 'Screening'}],
    ['Additional information', 'textarea', LEAVE, {section: 'Additional information', placeholder: 'Add a cover letter or anything else you want to share.'}],
    ['Yes, Thamesline Health can contact me about future job opportunities for up to 2 years', 'checkbox', false, {name: 'consent[marketing]'}],
  ]),
  form('lever-amsterdam', {platform: 'lever', place: 'Amsterdam, Netherlands', company: 'Grachtenpunt', landing: true}, [
    ['Full name*', 'text', P.full, {name: 'name'}], ['Email*', 'email', P.email], ['Confirm your email*', 'email', P.email, {same: 'email', name: 'email2'}], ['Phone*', 'tel', PHONE], ['Resume/CV*', 'file', RESUME, {name: 'resume'}],
    ['Are you authorised to work in the Netherlands?*', 'cards', 'Yes', yesNo], ["Your current manager's email", 'email', LEAVE], ['Preferred name', 'text', ANY(P.preferred, '')], ['Name of referrer', 'text', LEAVE],
    ['When is the earliest you could start?*', 'text', P.start], ['Have you previously worked at Grachtenpunt?*', 'cards', ASK('No'), yesNo],
  ]),
  form('ashby-remote', {platform: 'ashby', place: 'Remote (Germany)', company: 'Looming', formless: true}, [
    ['Name*', 'text', P.full, {name: '_systemfield_name', placeholder: 'Type here...'}], ['Email*', 'email', P.email, {name: '_systemfield_email', placeholder: 'hello@example.com...'}], ['Resume*', 'dropzone', RESUME, {words: 'Upload File', name: '_systemfield_resume'}],
    ['Phone Number*', 'tel', PHONE, {placeholder: '1-415-555-1234...'}], ['Where are you currently based?*', 'typeahead', 'Hamburg, Germany', {placeholder: 'Start typing...'}], ['Are you authorized to work in Germany?*', 'yesno', 'Yes'],
    ['Will you require visa sponsorship?*', 'yesno', 'No'], ['Have you worked with Kubernetes in production?*', 'yesno', 'Yes'], ['Do you lack any of the permissions needed to work in Germany?*', 'yesno', ASK('No')],
    ['Which date could you start?', 'calendar', ANY(P.start, '')], ['LinkedIn*', 'url', P.linkedin], ['What is a system you built that you are proud of?*', 'textarea', ASK('A ledger that balances.')],
  ]),
  form('ashby-berlin', {platform: 'ashby', place: 'Berlin, Germany', company: 'Tidewater Labs', ids: 'random', formless: true, landing: true}, [
    ['Full Legal Name*', 'text', P.full], ['Preferred Name', 'text', ANY(P.preferred, '')], ['Email*', 'email', P.email], ['Resume*', 'dropclears', RESUME, {words: 'Upload file'}], ['Location*', 'typeahead', 'Hamburg, Germany'],
    ['Are you open to working from our Berlin office in a hybrid setup?*', 'yesno', 'Yes'], ['How did you hear about us?*', 'radios', 'LinkedIn', {options: ['LinkedIn', 'Friend', 'Podcast', 'Other']}], ['What are your salary expectations? (EUR, gross per year)*', 'number', '85000'],
    ['Do you consent to us keeping your application for other roles?*', 'yesno', 'No'], ['Gender', 'radios', ANY('Woman', ''), {options: ['Man', 'Woman', 'Non-binary', 'Prefer not to say'], section: 'Diversity survey'}],
  ]),
  form('workday-hamburg', {platform: 'workday', company: 'Elbe Maschinenbau', place: 'Hamburg, Germany', landing: true},
    {title: 'My Information', fields: [
      ['How Did You Hear About Us?*', 'listbutton', 'LinkedIn', {options: ['Agency', 'Corporate website', 'LinkedIn', 'Referral'], name: 'source'}], ['Have you previously worked for Elbe Maschinenbau?*', 'radios', ASK('No'), {...yesNo, name: 'previousWorker'}],
      ['Country*', 'listbutton', 'Germany', {options: ['Austria', 'France', 'Germany', 'Spain', 'United States of America'], name: 'country'}], ['Given Name(s)*', 'text', P.first, {name: 'legalName--firstName', section: 'Legal Name'}], ['Family Name*', 'text', P.last, {name: 'legalName--lastName', section: 'Legal Name'}],
      ['Street Name and Number*', 'text', P.street, {section: 'Address', name: 'addressLine1'}], ['Postal Code*', 'text', P.zip, {section: 'Address', name: 'postalCode'}], ['City*', 'text', P.city, {section: 'Address', name: 'city'}],
      ['Email Address*', 'text', P.email, {name: 'email'}], ['Phone Device Type*', 'listbutton', ASK('Mobile'), {options: ['Fax', 'Landline', 'Mobile'], section: 'Phone', name: 'phoneType'}], ['Country Phone Code*', 'reactselect', 'Germany (+49)', {options: ['Austria (+43)', 'France (+33)', 'Germany (+49)', 'United States of America (+1)'], section: 'Phone', name: 'countryPhoneCode'}],
      ['Phone Number*', 'text', ANY('151 23456789', '15123456789', '+49 151 23456789'), {section: 'Phone', name: 'phoneNumber'}], ['Phone Extension', 'text', LEAVE, {section: 'Phone', name: 'extension'}]]},
    {title: 'My Experience', fields: [['Resume/CV*', 'dropzone', RESUME, {words: 'Select files', name: 'resume'}], ['LinkedIn', 'text', ANY(P.linkedin, ''), {section: 'Social Network URLs'}]]},
    {title: 'Application Questions', fields: [
      ['Are you legally permitted to work in the country where this job is located?*', 'listbutton', 'Yes', yesNo], ['Do you have a non-compete agreement that would prevent you from working for us?*', 'listbutton', ASK('No'), yesNo],
      ['Earliest possible start date*', 'spinparts', P.start, {order: 'mdy'}], ['What is your gross annual salary expectation in EUR?*', 'text', ANY('85000', '85000 EUR per year')]]},
    {title: 'Self Identify', fields: [['Gender', 'listbutton', ANY('Female', ''), {options: ['Female', 'Male', 'Not Declared']}], ['I have read and consent to the terms and conditions and the privacy notice*', 'checkbox', true]]},
    {title: 'Review', text: 'Check what you have entered.', fields: []}),
  form('workday-account-wall', {platform: 'workday', wall: 'login', blocker: 'login_required', landing: true}, []),
  form('smartrecruiters-munich', {platform: 'smartrecruiters', place: 'Munich, Germany', company: 'Isarblick', formless: true},
    {fields: [['First name*', 'text', P.first], ['Last name*', 'text', P.last], ['Email*', 'email', P.email], ['Confirm your email*', 'email', P.email, {same: 'email'}], ['City*', 'typeahead', 'Hamburg, Germany'], ['Phone number', 'tel', PHONE], ['LinkedIn', 'url', ANY(P.linkedin, '')], ['Resume*', 'dropzone', RESUME, {words: 'Choose a file'}], ['Message to the Hiring Team', 'textarea', ANY('Dear team at Isarblick, the role Backend Engineer is what I have prepared for. Kind regards, Leonie Brandt', '')]]},
    {fields: [['Do you have a valid driving licence?*', 'radios', 'Yes', yesNo], ['What is your notice period in weeks?*', 'number', ASK('4')], ['By submitting I agree that Isarblick processes my personal data as described in the privacy policy*', 'checkbox', true]]}),
  form('smartrecruiters-late', {platform: 'smartrecruiters', place: 'Paris, France', company: 'Quai Neuf', late: 900}, [
    ['First name*', 'text', P.first], ['Last name*', 'text', P.last], ['Email*', 'email', P.email], ['Resume*', 'dropclears', RESUME], ['Are you eligible to work in France?*', 'radios', 'Yes', yesNo], ['Current salary*', 'text', ASK('70000 EUR')],
    ['How would you rate your French?*', 'ariaradios', ASK('Intermediate'), {options: ['Beginner', 'Intermediate', 'Advanced', 'Native']}],
  ]),
  form('workable-athens', {platform: 'workable', place: 'Athens, Greece', company: 'Attika Ferries'}, [
    ['First name*', 'text', P.first, {name: 'firstname'}], ['Last name*', 'text', P.last, {name: 'lastname'}], ['Email*', 'email', P.email, {name: 'email'}], ['Headline', 'text', ANY('Backend engineer for systems that keep their word', '')], ['Phone*', 'phone', PHONE, {dial: ['United Kingdom', '+44']}], ['Address', 'text', ANY('Elbchaussee 18, 22765 Hamburg, Germany', '')],
    ['Photo', 'dropzone', LEAVE, {accept: '.jpg,.png', dropWords: ' or drag and drop here', words: 'Upload a photo'}], ['Summary', 'textarea', ANY('Nine years of backend work, from ledgers to logistics.', '')], ['Resume*', 'dropzone', RESUME, {words: 'Upload a file'}],
    ['Do you live in Greece, or would you move there?*', 'radios', ASK('Yes'), yesNo], ['Do you need a work permit for Greece?*', 'radios', ASK('No'), yesNo], ['Expected monthly net salary in EUR*', 'number', ASK('3900')],
  ]),
  form('recruitee-english', {platform: 'recruitee', place: 'Rotterdam, Netherlands', company: 'Maashaven Robotics', landing: true}, [
    ['Full name*', 'text', P.full, {name: 'candidate[name]'}], ['Email address*', 'email', P.email, {name: 'candidate[email]'}], ['Phone number*', 'phone', PHONE, {dial: ['Germany', '+49'], name: 'candidate[phone]'}], ['CV or resume*', 'dropzone', RESUME, {words: 'Upload a file', name: 'candidate[cv]'}], ['Cover letter', 'textarea', ANY('Dear team at Maashaven Robotics, the role Backend Engineer is what I have prepared for. Kind regards, Leonie Brandt', '')],
    ['Do you speak English fluently?*', 'radios', 'Yes', yesNo], ['Which of our products have you used?*', 'checkboxes', ASK(['Crane']), {options: ['Crane', 'Dock', 'Buoy', 'None of these']}], ['Do you hold a forklift certificate?*', 'switch', ASK(true)], ['I agree to the privacy policy*', 'checkbox', true], ['Sign me up for the monthly newsletter', 'checkbox', false, {preset: true}],
  ]),
  form('teamtailor-english', {platform: 'teamtailor', place: 'Stockholm, Sweden', company: 'Skärgård Energy'}, [
    ['First name*', 'text', P.first, {name: 'candidate[first_name]'}], ['Last name*', 'text', P.last, {name: 'candidate[last_name]'}], ['Email*', 'email', P.email, {name: 'candidate[email]'}], ['Phone', 'tel', PHONE], ['Upload your resume*', 'dropzone', RESUME, {words: 'Choose file'}],
    ['Do you have a work permit for Sweden?*', 'radios', ASK('Yes'), yesNo], ['Do you speak Swedish?*', 'radios', ASK('No'), yesNo], ['On a scale from 1 to 10, how well do you know Terraform?*', 'slider', ASK('7'), {min: 1, most: 10}], ['I consent to Skärgård Energy storing my personal data to process this application, according to its privacy policy*', 'checkbox', true], ['Yes, I also want to be considered for future jobs (talent pool)', 'checkbox', false],
  ]),
  form('bamboohr-austin', {platform: 'bamboohr', place: 'Austin, Texas, United States', company: 'Bluestem Tools'}, [
    ['First Name*', 'text', P.first], ['Last Name*', 'text', P.last], ['Email*', 'email', P.email], ['Phone*', 'tel', PHONE], ['Address*', 'text', P.street], ['City*', 'text', P.city], ['State*', 'mui', ASK('Other'), {options: ['Alabama', 'Texas', 'Other'], placeholder: '–Select–'}], ['ZIP*', 'text', P.zip], ['Country*', 'mui', 'Germany', {options: ['United States', 'Germany', 'Canada'], placeholder: '–Select–'}], ['Resume*', 'dropzone', RESUME, {words: 'Choose file'}], ['Date Available*', 'text', ANY('03/01/2027', P.start), {placeholder: 'mm/dd/yyyy'}],
    ['Desired Pay*', 'text', ASK('90000 USD')], ['Website, Blog, or Portfolio', 'text', ANY(P.website, '')], ['LinkedIn Profile URL', 'text', ANY(P.linkedin, '')], ['College / University*', 'text', P.school], ['Who referred you for this position?', 'text', LEAVE], ['References', 'textarea', LEAVE],
  ]),
  form('bamboohr-gender', {platform: 'bamboohr', place: 'Leipzig, Germany', company: 'Pleißekontor', native: true}, [
    ['First Name*', 'text', P.first], ['Last Name*', 'text', P.last], ['Email*', 'email', P.email], ['Resume*', 'file', RESUME], ['Gender*', 'mui', 'Female', {options: ['Female', 'Male', 'Decline to answer']}], ['Ethnicity*', 'mui', 'Decline to answer', {options: ['Asian', 'Black or African American', 'White', 'Decline to answer']}],
    ['Are you a protected veteran?*', 'mui', 'No', {options: ['Yes', 'No', 'Decline to answer']}], ['Emergency contact name', 'text', LEAVE, {section: 'Emergency contact'}], ['Emergency contact phone', 'tel', LEAVE, {section: 'Emergency contact'}],
  ]),
  form('jobvite-two-steps', {platform: 'jobvite', place: 'Frankfurt, Germany', company: 'Mainufer Capital'},
    {fields: [['First Name*', 'text', P.first], ['Last Name*', 'text', P.last], ['Email*', 'email', P.email], ['Phone Number*', 'tel', PHONE], ['Phone Type', 'select', LEAVE, {options: ['Home', 'Mobile', 'Work'], placeholder: 'Select'}], ['Resume*', 'dropzone', RESUME, {words: 'Browse'}]]},
    {fields: [['Work Status*', 'select', ASK('I am authorized to work for any employer'), {options: ['I am authorized to work for any employer', 'I am authorized to work for my present employer only', 'I require sponsorship']}], ['Are you currently subject to a non-solicitation agreement?*', 'select', ASK('No'), yesNo], ['Highest level of education completed*', 'choices', "Master's degree", {options: ['High school', "Bachelor's degree", "Master's degree", 'PhD']}], ['I certify that the information given is true and complete*', 'checkbox', ASK(true)], ['Type your full name as your signature*', 'text', ANY(P.full)]]}),
  form('icims-frame', {platform: 'icims', embed: true, place: 'Cologne, Germany', company: 'Rheinwerk Logistics', progress: 'none'},
    {fields: [['First Name*', 'text', P.first, {name: 'firstname'}], ['Last Name*', 'text', P.last, {name: 'lastname'}], ['Email Address*', 'text', P.email, {name: 'email'}], ['Verify Email Address*', 'text', P.email, {name: 'email_verify', same: 'email'}], ['Mobile Phone*', 'text', PHONE, {name: 'phone'}]]},
    {fields: [['Resume*', 'file', RESUME, {name: 'resume'}], ['How did you find out about this position?*', 'select', 'LinkedIn', {options: ['Indeed', 'LinkedIn', 'Other'], placeholder: '— Make a Selection —'}], ['Are you able to work weekends?*', 'radios', ASK('No'), yesNo], ['Date of birth*', 'dateparts', P.birth, {order: 'mdy'}]]}),
  form('breezy-plain', {platform: 'breezy', place: 'Bremen, Germany', company: 'Weserkai'}, [
    ['Full Name*', 'text', P.full, {name: 'cName', placeholder: 'Full Name'}], ['Email Address*', 'email', P.email, {name: 'cEmail', placeholder: 'Email Address'}], ['Phone Number*', 'tel', PHONE, {name: 'cPhoneNumber', placeholder: 'Phone Number'}], ['Resume*', 'dropzone', RESUME, {words: 'Upload Resume'}], ['Desired Salary (EUR per year)*', 'text', ANY('85000', '85000 EUR per year'), {placeholder: 'Desired Salary'}],
    ['Cover Letter', 'textarea', ANY('Dear team at Weserkai, the role Backend Engineer is what I have prepared for. Kind regards, Leonie Brandt', '')], ['Can you start without any notice period?*', 'radios', ASK('No'), yesNo], ['Tell us about a hard bug*', 'textarea', ASK('A race in a ledger.')], ['SMS messages: I want to receive text messages about my application', 'checkbox', false],
  ]),
  form('rippling-steps', {platform: 'rippling', place: 'Berlin, Germany', company: 'Panke Payments', progress: 'none'},
    {fields: [['First name*', 'text', P.first], ['Last name*', 'text', P.last], ['Email*', 'email', P.email], ['Phone number*', 'phone', PHONE], ['Location*', 'typeahead', 'Hamburg, Germany', {plainInput: true}], ['Resume*', 'dropzone', RESUME, {words: 'Drop or select'}], ['Pronouns', 'radix', ANY('She/her', ''), {options: ['He/him', 'She/her', 'They/them']}]]},
    {fields: [['Do you now, or will you in the future, require sponsorship for a work visa?*', 'radios', 'No', yesNo], ['Are you willing to work on-site five days a week?*', 'radios', ASK('No'), yesNo], ['Notice period*', 'radix', '1 month', {options: ['Immediately available', '2 weeks', '1 month', '2 months']}]]}),
];
