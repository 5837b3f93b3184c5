// The job board API in Greenhouse's shape (developers.greenhouse.io/job-board.html): content is HTML, escaped once more.
import {escapeHtml, Refused, sendJson} from '../lib/http.js';
import {boardToken, company, demographic, postings, standard} from './postings.js';

const FIELD_TYPES = {text: 'input_text', email: 'input_text', tel: 'input_text', url: 'input_text', number: 'input_text', textarea: 'textarea', file: 'input_file', select: 'multi_value_single_select'};

function feedQuestion({name, label, type, required, options = []}) {
  const fields = [{name, type: FIELD_TYPES[type], values: options.map(({value, label: text}) => ({label: text, value: Number(value)}))}];
  if (type === 'file') fields.push({name: `${name}_text`, type: 'textarea', values: []});
  return {description: null, label, required, fields};
}

function feedJob(posting, employerUrl, {content, questions}) {
  return {
    absolute_url: `${employerUrl}/careers/${posting.id}?gh_jid=${posting.id}`,
    data_compliance: [{type: 'gdpr', requires_consent: false, requires_processing_consent: false, requires_retention_consent: false, retention_period: null, demographic_data_consent_applies: false}],
    internal_job_id: posting.internalId,
    location: {name: posting.location},
    metadata: posting.metadata,
    id: Number(posting.id),
    updated_at: posting.updated,
    requisition_id: posting.requisition,
    title: posting.title,
    company_name: company,
    first_published: posting.published,
    language: 'en',
    ...(content && {
      content: escapeHtml(posting.content),
      departments: [{...posting.department, child_ids: [], parent_id: null}],
      offices: [{...posting.office, child_ids: [], parent_id: null}],
    }),
    ...(questions && {
      questions: [...standard, ...posting.questions].map(feedQuestion),
      location_questions: [],
      compliance: [{type: 'eeoc', description: '', questions: demographic.map(feedQuestion)}],
      demographic_questions: null,
    }),
  };
}

export function feedRoutes(employerUrl) {
  const path = (rest) => new RegExp(`^/v1/boards/${boardToken}${rest}$`);
  return [
    ['GET', path('/jobs'), (request, response, {query}) => {
      const want = {content: query.get('content') === 'true', questions: query.get('questions') === 'true'};
      const jobs = postings.map((posting) => feedJob(posting, employerUrl(), want));
      sendJson(response, {jobs, meta: {total: jobs.length}});
    }],
    ['GET', path('/jobs/(\\d+)'), (request, response, {params, query}) => {
      const posting = postings.find(({id}) => id === params[0]);
      if (!posting) throw new Refused(404, 'Job not found');
      sendJson(response, feedJob(posting, employerUrl(), {content: true, questions: query.get('questions') === 'true'}));
    }],
  ];
}
