import { byId, element, say } from './element.js';
import { uploadFile } from './upload.js';

/** @param {() => void} onChange called when a media was created or its file has arrived */
export const startUploadList = (onChange) => {
  const list = byId('uploads', HTMLUListElement);
  const picker = byId('files', HTMLInputElement);
  const drop = byId('drop', HTMLElement);

  /** @param {File} file */
  const begin = async (file) => {
    const controller = new AbortController();
    const cancel = element('button', { type: 'button', 'aria-label': `Cancel the upload of ${file.name}` }, 'Cancel');
    const bar = element('progress', { max: '1', value: '0', 'aria-label': `Upload of ${file.name}` });
    const failure = element('p', { class: 'failure', role: 'alert', hidden: '' });
    const item = element('li', {}, element('span', { class: 'name' }, file.name), cancel, bar, failure);
    cancel.onclick = () => controller.abort();
    list.append(item);
    const onProgress = (/** @type {number} */ share) => {
      bar.value = share;
    };
    try {
      await uploadFile(file, { signal: controller.signal, onProgress, onCreated: onChange });
      item.remove();
    } catch (error) {
      if (controller.signal.aborted) item.remove();
      bar.remove();
      cancel.textContent = 'Dismiss';
      cancel.onclick = () => item.remove();
      say(failure, error instanceof Error ? error.message : 'The upload failed.');
    }
    onChange();
  };

  picker.onchange = () => {
    for (const file of picker.files ?? []) begin(file);
    // So that choosing the same file again counts as a change.
    picker.value = '';
  };

  // The whole page takes drops: a file that misses the box would otherwise replace the page.
  addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('is-over');
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) drop.classList.remove('is-over');
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('is-over');
    for (const file of event.dataTransfer?.files ?? []) begin(file);
  });
  addEventListener('beforeunload', (event) => {
    if (list.querySelector('progress')) event.preventDefault();
  });
};
