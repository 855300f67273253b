import { PROBLEM_CODES, problemKind } from '../../runtime/problem-codes.ts';
import type { ApiDocument } from './describe-api.ts';
import { escapeHtml } from './escape-html.ts';
import { renderDocsOperation } from './render-docs-operation.ts';
import { renderSchema } from './render-docs-schema.ts';

const METHODS = ['get', 'post', 'patch', 'delete'] as const;

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
h3 { margin: 2rem 0 .25rem; overflow-wrap: anywhere; } h3 b { font-size: .8em; margin-right: .5em; }
code, pre { font: .875em/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-block: .75rem; } th { text-align: start; }
td, th { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
small { opacity: .75; } nav li { overflow-wrap: anywhere; }
`;

const RETRY = {
  later: 'Yes, as it is: after the seconds in <code>Retry-After</code>, then more slowly each time.',
  perhaps: 'Perhaps: once, and not at once.',
  changed: 'Not as it is: the answer would be the same.',
};

const renderProblems = (): string =>
  PROBLEM_CODES.map((code) => {
    const { status, title, advice, isRetryable } = problemKind(code);
    return `<tr id="problem-${code}"><td><code>${code}</code></td><td>${status}</td>
<td>${escapeHtml(title)}. ${renderCode(advice)}</td><td>${RETRY[isRetryable ? 'later' : status >= 500 ? 'perhaps' : 'changed']}</td></tr>`;
  }).join('');

/** Text in which backquotes mark code. */
const renderCode = (text: string): string => escapeHtml(text).replaceAll(/`([^`]*)`/g, '<code>$1</code>');

/** The contract as one page that needs nothing else: no script, no address outside. */
export const renderDocsPage = (document: ApiDocument): string => {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])),
  );
  const index = operations.map(
    ({ path, method, operation }) =>
      `<li><a href="#${operation.operationId}"><code>${method.toUpperCase()} ${escapeHtml(path)}</code></a></li>`,
  );
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) => `<h3 id="schema-${name}">${escapeHtml(name)}</h3>${renderSchema(schema as object)}`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(document.info.title)} API</title><style>${STYLE}</style>
<h1>${escapeHtml(document.info.title)} API</h1><p>${escapeHtml(document.info.description ?? '')}</p>
<p>Where a key is needed, send <code>Authorization: Bearer gk_…</code>; an upload token is sent alike. <a href="#createKey">Keys</a>
have roles, which allow actions on objects: everything (<code>*</code>), one <code>media:&lt;id&gt;</code>, or all medias with a <code>tag:&lt;tag&gt;</code>.</p>
<p>The same for programs: <a href="/openapi.json">openapi.json</a></p>
<nav><ul>${index.join('')}</ul></nav>
<h2>Calls</h2>${operations.map(renderDocsOperation).join('')}
<h2>Shapes</h2>${schemas.join('')}
<h2>Problems</h2><p>A refusal is <code>application/problem+json</code>; branch on its <code>code</code>.</p>
<table><tr><th>Code</th><th>Status</th><th>What it means, and what to do</th><th>Try again?</th></tr>${renderProblems()}</table></html>`;
};
