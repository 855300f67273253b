import type { ApiDocument } from './describe-api.ts';
import { escapeHtml, renderProse } from './escape-html.ts';
import { renderField, renderType } from './render-docs-schema.ts';

type PathItem = NonNullable<ApiDocument['paths']>[string];
type Operation = NonNullable<PathItem['get']>;
type Content = Record<string, { schema?: object; example?: unknown }>;

const renderContent = (content: Content | undefined): string =>
  Object.entries(content ?? {})
    .map(([type, { schema, example }]) => {
      const shown = example === undefined ? '' : `<pre>${escapeHtml(JSON.stringify(example, null, 2))}</pre>`;
      return `<code>${escapeHtml(type)}</code> ${schema ? renderType(schema) : ''}${shown}`;
    })
    .join('');

const renderParameters = ({ parameters = [] }: Operation): string => {
  const rows = parameters.flatMap((parameter) =>
    'name' in parameter
      ? [
          renderField(
            `${parameter.name}`,
            (parameter.schema ?? {}) as object,
            parameter.required === true,
            parameter.description,
          ),
        ]
      : [],
  );
  return rows.length === 0
    ? ''
    : `<table><tr><th>Parameter</th><th>Type</th><th>Means</th></tr>${rows.join('')}</table>`;
};

const renderAnswers = ({ responses = {} }: Operation): string => {
  const rows = Object.entries(responses as Record<string, { description?: string; content?: Content }>).map(
    ([status, { description = '', content }]) =>
      `<tr><td>${status}</td><td>${renderProse(description)} ${renderContent(content)}</td></tr>`,
  );
  return `<table><tr><th>Status</th><th>Answer</th></tr>${rows.join('')}</table>`;
};

/** One call: what to send, and every answer it may give. */
export const renderDocsOperation = ({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): string => {
  const body =
    operation.requestBody && 'content' in operation.requestBody
      ? (operation.requestBody.content as Content)
      : undefined;
  return `<section id="${operation.operationId}"><h3><b>${method.toUpperCase()}</b><code>${escapeHtml(path)}</code></h3>
<p>${renderProse(operation.summary ?? '')}. ${renderProse(operation.description ?? '')}</p>
${renderParameters(operation)}${body ? `<p>Body: ${renderContent(body)}</p>` : ''}${renderAnswers(operation)}</section>`;
};
