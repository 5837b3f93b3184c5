// Two feeds of one site: Ashby's posting API (developers.ashbyhq.com/docs/public-job-posting-api) and, for the postings of
// the second employer, Recruitee's offers (docs.recruitee.com/reference/offers).
import {Refused, sendJson} from '../lib/http.js';
import {organisation, postings} from './postings.js';

const plain = (text) => text.replace(/<\/(p|li|h2|ul)>/g, '\n').replace(/<[^>]+>/g, '').replace(/&amp;/g, '&').trim();

function ashbyJob(posting, base, withPay) {
  const url = `${base}/${organisation}/${posting.id}`;
  const {pay} = posting;
  const summary = pay && `€${pay.min} – €${pay.max}`;
  const component = pay && {id: `${posting.id.slice(0, 8)}-pay`, summary, componentType: 'Salary', interval: pay.interval, currencyCode: pay.currency, minValue: pay.min, maxValue: pay.max};
  return {
    id: posting.id,
    title: posting.title,
    department: posting.department,
    team: posting.team,
    employmentType: posting.employmentType,
    location: posting.location,
    shouldDisplayCompensationOnJobPostings: Boolean(pay),
    secondaryLocations: posting.secondary.map(({location, address}) => ({location, address: {postalAddress: address}})),
    publishedAt: posting.publishedAt,
    isListed: true,
    isRemote: posting.isRemote,
    workplaceType: posting.workplaceType,
    address: posting.address && {postalAddress: posting.address},
    jobUrl: url,
    applyUrl: `${url}/application`,
    descriptionHtml: posting.html,
    descriptionPlain: plain(posting.html),
    ...(withPay && {
      compensation: {
        compensationTierSummary: summary,
        scrapeableCompensationSalarySummary: summary,
        compensationTiers: pay ? [{id: `${posting.id.slice(0, 8)}-tier`, tierSummary: summary, title: null, additionalInformation: null, components: [component]}] : [],
        summaryComponents: pay ? [component] : [],
      },
    }),
  };
}

const KINDS = {text: 'string', email: 'string', tel: 'string', url: 'string', number: 'string', textarea: 'text', date: 'date', radio: 'boolean', dropdown: 'single_choice'};

function recruiteeOffer(posting, base, position) {
  const url = `${base}/${organisation}/${posting.id}`;
  const asked = posting.steps.find((step) => step.id === 'questions').questions;
  return {
    id: Number(posting.id),
    slug: posting.slug,
    guid: posting.slug.slice(0, 5) + posting.id,
    position,
    status: 'published',
    title: posting.title,
    description: posting.html,
    requirements: posting.requirements,
    company_name: posting.company,
    department: posting.department,
    location: `${posting.city}, Germany`,
    city: posting.city,
    state_code: posting.state,
    country: 'Germany',
    country_code: 'DE',
    postal_code: '',
    locations: [{id: 9001, name: posting.city, city: posting.city, state: 'Bremen', state_code: posting.state, country: 'Germany', country_code: 'DE', street: '', postal_code: '', note: ''}],
    remote: posting.remote,
    hybrid: posting.hybrid,
    on_site: posting.onSite,
    employment_type_code: posting.employment,
    category_code: null,
    experience_code: 'mid_level',
    education_code: null,
    min_hours: null,
    max_hours: null,
    salary: posting.salary,
    tags: [],
    options_phone: 'required',
    options_cv: 'required',
    options_cover_letter: 'off',
    options_photo: 'off',
    open_questions: asked.map(({label, type, required, options = []}, i) => ({
      id: Number(posting.id) * 10 + i, body: label, kind: KINDS[type], required, position: i + 1,
      open_question_options: type === 'dropdown' ? options.map((option, j) => ({id: Number(posting.id) * 100 + i * 10 + j, body: option.label, position: j + 1})) : [],
    })),
    careers_url: url,
    careers_apply_url: `${url}/application`,
    mailbox_email: null,
    created_at: posting.publishedAt,
    published_at: posting.publishedAt,
    updated_at: posting.publishedAt,
    close_at: null,
    translations: {en: {title: posting.title, description: posting.html, requirements: posting.requirements}},
  };
}

export function feedRoutes(base) {
  return [
    ['GET', /^\/posting-api\/job-board\/([^/]+)$/, (request, response, {params, query}) => {
      if (params[0] !== organisation) throw new Refused(404, 'Job board not found');
      const jobs = postings.filter(({feed}) => feed === 'ashby').map((posting) => ashbyJob(posting, base(), query.get('includeCompensation') === 'true'));
      sendJson(response, {jobs, apiVersion: '1'});
    }],
    ['GET', /^\/api\/offers\/?$/, (request, response) =>
      sendJson(response, {offers: postings.filter(({feed}) => feed === 'recruitee').map((posting, i) => recruiteeOffer(posting, base(), i + 1))})],
  ];
}

const UNITS = {'1 YEAR': 'YEAR', '1 HOUR': 'HOUR', month: 'MONTH'};
const TYPES = {FullTime: 'FULL_TIME', Contract: 'CONTRACTOR', fulltime_permanent: 'FULL_TIME', parttime_permanent: 'PART_TIME'};

/** The posting as schema.org JobPosting, for search engines. */
export function jobPosting(posting, base) {
  const place = (address) => ({'@type': 'Place', address: {'@type': 'PostalAddress', ...address}});
  const pay = posting.pay ?? (posting.salary?.min ? {...posting.salary, interval: posting.salary.period} : null);
  const home = posting.address ?? (posting.city && {addressLocality: posting.city, addressCountry: 'DE'});
  const at = [home, ...(posting.secondary ?? []).map(({address}) => address)].filter(Boolean).map(place);
  return {
    '@context': 'https://schema.org/',
    '@type': 'JobPosting',
    title: posting.title,
    description: posting.html + (posting.requirements ?? ''),
    identifier: {'@type': 'PropertyValue', name: posting.company, value: posting.id},
    datePosted: posting.publishedAt.slice(0, 10),
    employmentType: TYPES[posting.employmentType ?? posting.employment],
    hiringOrganization: {'@type': 'Organization', name: posting.company},
    directApply: true,
    url: `${base}/${organisation}/${posting.id}`,
    ...(at.length && {jobLocation: at.length === 1 ? at[0] : at}),
    ...(posting.isRemote && {jobLocationType: 'TELECOMMUTE', applicantLocationRequirements: {'@type': 'Country', name: 'Germany'}}),
    ...(pay && {baseSalary: {'@type': 'MonetaryAmount', currency: pay.currency, value: {'@type': 'QuantitativeValue', minValue: pay.min, maxValue: pay.max, unitText: UNITS[pay.interval]}}}),
  };
}
