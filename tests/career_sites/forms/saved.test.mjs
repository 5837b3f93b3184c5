// A page that was saved as the agent saw it, and holds no script any more, is planned like the live one.
import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {personFacts, Runner} from './bench.mjs';
import {corpus} from './corpus/index.js';
import {startForms} from './server.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const program = path.join(root, 'build', process.env.JOBSWIPE_TEST_PRESET ?? 'dev', 'bin/form_runner');

/** In each frame: its HTML with open shadow roots, the state of controls written into their attributes, without scripts and handles. */
function save() {
  const roots = [];
  const walk = (scope) => {
    let frames = 0;
    for (const element of scope.querySelectorAll('*')) {
      element.removeAttribute('data-jobswipe-handle');
      if (element.matches('script:not([type="application/ld+json"])')) element.remove();
      // Its address stays: another one would lead the frame away before it is saved.
      if (element.matches('iframe')) element.setAttribute('data-saved-frame', frames++);
      if (element.matches('input:not([type=file])')) element.setAttribute('value', element.value);
      if (element.matches('input')) element.toggleAttribute('checked', element.checked);
      if (element.matches('option')) element.toggleAttribute('selected', element.selected);
      if (element.matches('textarea')) element.textContent = element.value;
      if (!element.shadowRoot) continue;
      roots.push(element.shadowRoot);
      walk(element.shadowRoot);
    }
  };
  walk(document);
  const base = document.createElement('base');
  base.href = location.href;
  document.head.prepend(base);
  return `<!doctype html><html lang="${document.documentElement.lang}">${document.documentElement.getHTML({shadowRoots: roots})}</html>`;
}

/** Serves saved frames; a frame of another origin stands on another name of this machine, as it did when it was live. */
class Shelf {
  static async open() {
    const self = new Shelf();
    self.pages = new Map();
    self.server = createServer((request, response) => {
      const html = self.pages.get(request.url);
      response.writeHead(html ? 200 : 404, {'content-type': 'text/html; charset=utf-8'});
      response.end(html ?? 'There is no such page.');
    });
    await new Promise((resolve) => self.server.listen(0, '127.0.0.1', resolve));
    return self;
  }

  /** The address of the main frame. */
  put(id, frames) {
    const {port} = this.server.address();
    const at = (frame) => `http://${new URL(frame.url).hostname}:${port}/${id}/${frame.id}`;
    for (const frame of frames) {
      const html = frame.value.replace(/<iframe[^>]*>/g, (tag) => {
        const [, n] = /data-saved-frame="(\d+)"/.exec(tag);
        const child = frames.find((other) => other.id === `${frame.id}/${n}`);
        assert.ok(child, `frame ${n} of ${frame.id} was not saved`);
        return tag.replace(/ src="[^"]*"/, '').replace(/data-saved-frame="\d+"/, `src="${at(child)}"`);
      });
      this.pages.set(`/${id}/${frame.id}`, html);
    }
    return at(frames[0]);
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

let forms, shelf, runner;
before(async () => {
  forms = await startForms();
  shelf = await Shelf.open();
  runner = new Runner(program);
});
after(async () => {
  await runner?.close();
  await shelf?.close();
  await forms?.close();
}, {timeout: 60_000});

/** A plan without what belongs to the moment: the address, and the handles. */
const decisions = ({platform, fields, blockers}) => ({platform, blockers, fields: fields.map(({handle, ...rest}) => rest)});

// One form of each system and the embedded ones; JOBSWIPE_FORMS=. takes all, or those that it matches.
const first = new Set(corpus.map(({platform}) => corpus.find((form) => form.platform === platform).id));
const wanted = process.env.JOBSWIPE_FORMS ? new RegExp(process.env.JOBSWIPE_FORMS) : null;
for (const form of corpus.filter(({id, embed}) => (wanted ? wanted.test(id) : first.has(id) || embed)))
  test(`${form.id} is planned alike when it was saved`, {timeout: 60_000}, async () => {
    const facts = personFacts();
    const live = await runner.ask({do: 'plan', url: `${forms.origin}/f/${form.id}`, facts, look: save.toString()});
    assert.equal(live.error, undefined);
    assert.ok(live.fields.length > 0 || live.blockers.length > 0, 'nothing was read');
    const saved = await runner.ask({do: 'plan', url: shelf.put(form.id, live.frames), facts});
    assert.deepEqual(decisions(saved), decisions(live));
  });
