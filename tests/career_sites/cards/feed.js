// Postings in the shape of Lever's public API (github.com/lever/postings-api): dates in milliseconds, lists apart.
import {escapeHtml, Refused, sendJson} from '../lib/http.js';
import {postings, site} from './postings.js';

const paragraph = (text) => (text ? `<div>${escapeHtml(text)}</div>` : '');

function feedPosting(posting, base) {
  const lists = posting.lists.map(({text, items}) => ({text, content: items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}));
  return {
    additional: paragraph(posting.additional),
    additionalPlain: posting.additional,
    categories: {commitment: posting.commitment, department: posting.department, location: posting.location, team: posting.team, allLocations: posting.allLocations},
    createdAt: posting.createdAt,
    descriptionPlain: `${posting.opening}\n`,
    description: paragraph(posting.opening),
    id: posting.id,
    lists,
    text: posting.text,
    country: posting.country,
    workplaceType: posting.workplaceType,
    opening: paragraph(posting.opening),
    openingPlain: posting.opening,
    descriptionBody: '',
    descriptionBodyPlain: '',
    ...(posting.salaryRange && {salaryRange: posting.salaryRange, salaryDescription: '', salaryDescriptionPlain: ''}),
    hostedUrl: `${base}/${site}/${posting.id}`,
    applyUrl: `${base}/${site}/${posting.id}/apply`,
  };
}

export function feedRoutes(base) {
  return [
    ['GET', new RegExp(`^/v0/postings/${site}$`), (request, response, {query}) => {
      if (query.get('mode') !== 'json') throw new Refused(400, 'Only mode=json is offered here.');
      sendJson(response, postings.map((posting) => feedPosting(posting, base())));
    }],
    ['GET', new RegExp(`^/v0/postings/${site}/([0-9a-f-]+)$`), (request, response, {params}) => {
      const posting = postings.find(({id}) => id === params[0]);
      if (!posting) return sendJson(response, {ok: false, error: 'Document not found'}, 404);
      sendJson(response, feedPosting(posting, base()));
    }],
  ];
}
