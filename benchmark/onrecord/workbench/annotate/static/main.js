// Puts the page together.

import { ask, takeToken } from './api.js';
import { ArticleText } from './text.js';
import { Commands } from './commands.js';
import { Findings } from './findings.js';
import { Highlights, LAYERS } from './highlights.js';
import { Inspector } from './inspector.js';
import { Listing } from './listing.js';
import { Speakers } from './speakers.js';
import { Store, entry } from './store.js';
import { Summaries } from './summaries.js';
import { Sync } from './sync.js';
import { Tabs } from './tabs.js';
import { Walk } from './walk.js';
import { byId, h, notice } from './dom.js';
import { decide } from './conflict.js';
import { listen, showKeys } from './keys.js';

const STATES = {
  saved: 'Saved', saving: 'Saving…', refused: 'Not saved', offline: 'No server: changes are kept in this browser',
  token: 'The server was started anew',
};

async function start() {
  const article = await ask('/api/article');
  document.title = `${article.title} – OnRecord`;
  byId('title').textContent = article.title;
  byId('file').textContent = article.pass ? `${article.id}, pass ${article.pass}` : article.id;
  const store = new Store();
  const text = new ArticleText(article);
  const walk = new Walk(store, text);
  const highlights = new Highlights(store, text);
  const sync = new Sync(store, article, (conflicts) => decide(conflicts, text));
  const app = { store, text, walk, highlights, sync, entry, choices: article.choices, budgets: article.budgets, pass: article.pass };
  app.show = (name, field) => show(app, name, field);
  app.commands = new Commands(app);
  app.findings = new Findings(app);
  const shared = { ...app };
  app.findings.inspector = new Inspector(shared);
  const panes = { record: ['Record', app.findings.inspector], speakers: ['Speakers', new Speakers(shared)],
    summaries: ['Summaries', new Summaries(shared)], findings: ['Check', app.findings], all: ['All', new Listing(shared)] };
  app.tabs = new Tabs(Object.entries(panes).map(([name, [title, pane]]) => ({ name, title, draw: (element) => pane.draw(element) })));
  app.findings.tabs = app.tabs;
  if (!highlights.works) notice('This browser cannot colour the text (it lacks the CSS Custom Highlight API); everything else works.');
  wire(app);
  listen(app.commands);
  await sync.open();
  text.element.focus();
}

// Bring a pane up; with a field, its control takes the focus. '' is the pane itself, null the pane shown.
function show({ tabs }, name, field) {
  if (name) tabs.show(name);
  if (field === undefined) return;
  const pane = byId(`pane-${tabs.active}`);
  const target = (field && pane.querySelector(`[data-field="${field}"]`)) || pane.querySelector('select, input, textarea, button') || pane;
  target.focus();
  target.select?.();
}

function wire({ store, text, sync, tabs, findings, highlights, commands, walk }) {
  let pending = 0;
  const redraw = () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(() => tabs.draw());
  };
  store.addEventListener('change', () => {
    byId('undo').disabled = !store.past.length;
    byId('redo').disabled = !store.future.length;
    tabs.draw();
  });
  store.addEventListener('current', () => tabs.draw());
  store.addEventListener('current', () => clearNotice('Not rejected'));
  text.element.addEventListener('moved', () => tabs.active === 'record' && redraw());
  // A click on words without a selection chooses the record there, if any.
  text.element.addEventListener('click', () => {
    if (text.selected().length) return;
    const [uid] = walk.around();
    if (uid !== undefined) store.choose(uid);
  });
  sync.addEventListener('saved', () => findings.later());
  sync.addEventListener('pulled', () => findings.later());
  sync.addEventListener('state', ({ detail }) => {
    byId('state').textContent = STATES[detail.name];
    byId('state').dataset.state = detail.name;
    if (detail.name === 'refused') notice(`Not saved: ${detail.reason}. Ctrl+Z takes the last change back.`);
    else if (detail.name === 'token') askToken(() => sync.save());
    else if (detail.name === 'saved') clearNotice('Not saved');
  });
  byId('undo').addEventListener('click', () => commands.undo());
  byId('redo').addEventListener('click', () => commands.redo());
  byId('help').addEventListener('click', () => showKeys({ text }));
  byId('layers').append(...Object.entries(LAYERS).map(([layer, title]) => h('label', {}, h('input', { type: 'checkbox',
    checked: !highlights.hidden.has(layer), change: () => highlights.toggle(layer) }), title)));
}

const clearNotice = (start) => byId('notice').textContent.startsWith(start) && notice('');

// The server's token is another one: it was started anew. Its link lets this page go on.
function askToken(then) {
  if (document.querySelector('dialog.token')) return;
  const input = h('input', { type: 'text', id: 'token', autocomplete: 'off', spellcheck: 'false' });
  const dialog = h('dialog', { class: 'token', 'aria-labelledby': 'token-title' },
    h('form', { method: 'dialog', submit: (event) => {
      event.preventDefault();
      if (!takeToken(input.value)) return;
      dialog.remove();
      then();
    } }, h('h2', { id: 'token-title' }, 'Which server is this?'),
    h('p', {}, 'The server does not know this page. Paste the link that the command printed; unsaved changes are kept here.'),
    h('label', { for: 'token' }, 'Link'), input, h('button', {}, 'Go on')));
  document.body.append(dialog);
  dialog.showModal();
}

takeToken();
start().catch((error) => {
  if (error.status === 401) askToken(() => location.reload());
  else notice(`This page cannot open the article: ${error.message}`);
  byId('state').textContent = 'Not open';
});
