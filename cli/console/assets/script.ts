/**
 * What pages can do more with a script than without: lists that follow what is typed, an overview that stays fresh,
 * lines copied with a click. Everything that matters works without it. It only ever puts in what the server escaped.
 */
export const script = `'use strict';
const fetchPage = async (path, signal) => {
  const response = await fetch(path, { headers: { accept: 'text/html' }, signal });
  if (!response.ok) throw new Error('the console answered ' + response.status);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
};

// What was said about an order is not said again when the page is reloaded.
const url = new URL(location.href);
if (url.searchParams.has('said')) {
  url.searchParams.delete('said');
  history.replaceState(null, '', url.pathname + url.search);
  document.getElementById('result')?.focus();
}

for (const form of document.querySelectorAll('form.order')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    for (const button of form.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true');
  });
}
// A page that comes back from the browser's memory has forms to be sent once more.
addEventListener('pageshow', (event) => event.persisted && location.reload());

const filter = document.querySelector('form[data-filter]');
if (filter) {
  let waiting;
  let running;
  const follow = async () => {
    running?.abort();
    running = new AbortController();
    const said = new URLSearchParams(new FormData(filter));
    for (const [name, value] of [...said]) if (value === '') said.delete(name, value);
    const path = filter.getAttribute('action') + (said.size ? '?' + said : '');
    try {
      const page = await fetchPage(path, running.signal);
      const id = filter.dataset.filter;
      document.getElementById(id).replaceWith(page.getElementById(id));
      // Filled, not replaced: only then is it read out.
      document.getElementById('found').replaceChildren(...page.getElementById('found').childNodes);
      history.replaceState(null, '', path);
    } catch (error) {
      if (error.name !== 'AbortError') filter.submit();
    }
  };
  filter.addEventListener('input', (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(follow, event.target.type === 'search' ? 200 : 0);
  });
}

const refresh = document.querySelector('.refresh');
if (refresh) {
  const wanted = refresh.querySelector('input');
  const status = refresh.querySelector('span');
  refresh.hidden = false;
  setInterval(async () => {
    if (!wanted.checked || document.hidden) return;
    try {
      const page = await fetchPage('/');
      for (const part of document.querySelectorAll('[data-live]')) {
        const fresh = page.getElementById(part.id);
        // Nobody loses their place: neither the focus nor an opened table.
        if (!fresh || part.contains(document.activeElement) || part.querySelector('details[open]')) continue;
        part.replaceWith(fresh);
      }
      document.querySelector('footer').replaceWith(page.querySelector('footer'));
      status.textContent = '';
    } catch {
      status.textContent = 'The console does not answer any more.';
    }
  }, 30000);
}

for (const block of document.querySelectorAll('.paste')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(block.querySelector('code').textContent);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  block.append(button);
}
`;
