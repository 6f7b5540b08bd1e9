/* Comfort only: every page works without this file. Plain old JavaScript, for the phones people have. */
(function () {
  'use strict';
  var me = document.currentScript;
  var KEY = 'lengnuan-ticked';

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  /* htmx comes only to pages that use it, and after the page: one that runs between the two never begins. */
  function bringHtmx() {
    if (document.readyState !== 'complete') { window.addEventListener('load', bringHtmx); return; }
    if (me && !window.htmx && document.querySelector('[hx-get],[hx-post]')) {
      bring(me.getAttribute('data-htmx'));
    }
  }
  function bring(address) {
    var script = document.createElement('script');
    script.src = address;
    document.head.appendChild(script);
  }

  /* The tray: what is ticked is remembered across pages until the tab closes. */
  function read() {
    try { return JSON.parse(sessionStorage.getItem(KEY)) || []; } catch (e) { return []; }
  }
  function keep(ticked) {
    try { sessionStorage.setItem(KEY, JSON.stringify(ticked)); } catch (e) { /* private mode: this page only */ }
  }
  function boxes() { return all('input[name=business][form=tray]'); }

  function show() {
    var tray = document.querySelector('[data-tray]');
    if (!tray) { return; }
    var ticked = read(), most = +tray.getAttribute('data-most'), here = {};
    all('input[data-elsewhere]', tray).forEach(function (input) { input.parentNode.removeChild(input); });
    boxes().forEach(function (box) {
      var on = ticked.some(function (t) { return t.slug === box.value; });
      here[box.value] = true;
      box.checked = on;
      box.disabled = !on && ticked.length >= most;
    });
    ticked.forEach(function (t) {
      if (here[t.slug]) { return; }
      var input = document.createElement('input');
      input.type = 'hidden'; input.name = 'business'; input.value = t.slug;
      input.setAttribute('data-elsewhere', '');
      tray.appendChild(input);
    });
    boxes().forEach(function (box) {
      ticked.forEach(function (t) { if (t.slug === box.value) { t.name = box.getAttribute('data-name'); } });
    });
    var count = tray.querySelector('[data-count]'), names = tray.querySelector('[data-names]');
    if (!count.hasAttribute('data-empty')) { count.setAttribute('data-empty', count.textContent); }
    count.textContent = ticked.length ? tray.getAttribute('data-says').split('|')[ticked.length - 1]
      : count.getAttribute('data-empty');
    names.textContent = ticked.map(function (t) { return t.name; }).join(' · ');
    tray.className = 'tray' + (ticked.length > 1 ? ' is-many' : '');
  }

  document.addEventListener('change', function (event) {
    var box = event.target;
    if (box.name !== 'business' || box.getAttribute('form') !== 'tray') { return; }
    var ticked = read().filter(function (t) { return t.slug !== box.value; });
    if (box.checked) { ticked.push({ slug: box.value, name: box.getAttribute('data-name') || '' }); }
    keep(ticked.slice(0, 3));
    show();
  });

  /* What is folded on a phone stands open where there is room. */
  function spread() {
    all('details[data-wide]').forEach(function (fold) {
      if (window.matchMedia('(min-width: 48em)').matches) { fold.open = true; }
    });
  }

  /* Results change without leaving the page; what is shown is always an address. The newest choice wins. */
  var shown = location.pathname + location.search, wanted = null, stop = null;

  function isLive() {
    return document.querySelector('[data-live]') && window.fetch && window.DOMParser && history.pushState;
  }
  function swap(fresh) {
    var open = {}, others = all('.mast nav a', fresh), tray = fresh.querySelector('[data-tray]'), event;
    all('#results [data-fold]').forEach(function (fold) { open[fold.getAttribute('data-fold')] = fold.open; });
    ['results', 'kept'].forEach(function (id) {
      var old = document.getElementById(id);
      old.parentNode.replaceChild(document.importNode(fresh.getElementById(id), true), old);
    });
    all('#results [data-fold]').forEach(function (fold) { fold.open = open[fold.getAttribute('data-fold')] || fold.open; });
    ['q', 'place'].forEach(function (id) { document.getElementById(id).value = fresh.getElementById(id).value; });
    all('.mast nav a').forEach(function (link, at) { link.href = others[at].getAttribute('href'); });
    if (tray && !document.querySelector('[data-tray]')) {
      document.body.insertBefore(document.importNode(tray, true), document.querySelector('.foot'));
    }
    document.title = fresh.title;
    show();
    spread();
  }
  function load(href, isBack, focus) {
    if (href === wanted) { return; }
    if (stop) { stop.abort(); }
    stop = window.AbortController ? new AbortController() : null;
    wanted = href;
    document.getElementById('results').setAttribute('aria-busy', 'true');
    fetch(href, stop ? { credentials: 'same-origin', signal: stop.signal } : { credentials: 'same-origin' }).then(function (answer) {
      if (!answer.ok) { throw answer; }
      return answer.text();
    }).then(function (text) {
      if (href !== wanted) { return; }
      swap(new DOMParser().parseFromString(text, 'text/html'));
      wanted = stop = null;
      if (!isBack) { history.pushState({}, '', href); }
      shown = location.pathname + location.search;
      document.getElementById('said').textContent = document.getElementById('results').getAttribute('data-says');
      if (focus) { (focus() || document.querySelector('#results h1')).focus(); }
    }).catch(function () { if (href === wanted) { location.href = href; } });
  }
  document.addEventListener('click', function (event) {
    var link = event.target.closest ? event.target.closest('[data-live] a') : null;
    if (!link || !/\/find$/.test(link.pathname) || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || !isLive()) { return; }
    var value = link.getAttribute('data-value'), at = all('.chips a').indexOf(link);
    event.preventDefault();
    /* The link one pressed, or the one that took its place, keeps the focus. */
    load(link.href, false, function () {
      var chips = all('.chips a');
      return value ? document.querySelector('[data-value="' + value.replace(/"/g, '') + '"]') : at < 0 ? null : chips[Math.min(at, chips.length - 1)];
    });
  });
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.className !== 'search' || !isLive()) { return; }
    var pairs = all('input[name]', form).filter(function (input) { return input.value.trim(); }).map(function (input) {
      return encodeURIComponent(input.name) + '=' + encodeURIComponent(input.value.trim());
    });
    event.preventDefault();
    load(form.action + (pairs.length ? '?' + pairs.join('&') : ''), false, function () { window.scrollTo(0, 0); });
  });
  window.addEventListener('popstate', function () {
    if (document.querySelector('[data-live]') && location.pathname + location.search !== shown) { load(location.href, true); }
  });

  /* Suggestions come to who begins to type. */
  document.addEventListener('focusin', function (event) {
    var form = event.target.form, address = form && form.getAttribute('data-script');
    if (address) { form.removeAttribute('data-script'); bring(address); }
  });

  /* Copy words, print a page. */
  function offer() {
    all('[data-copy],[data-print]').forEach(function (button) { button.hidden = false; });
  }
  document.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('[data-copy],[data-print]') : null;
    if (!button) { return; }
    if (button.hasAttribute('data-print')) { window.print(); return; }
    var words = document.getElementById(button.getAttribute('data-copy'));
    var range = document.createRange(), selection = window.getSelection();
    range.selectNodeContents(words);
    selection.removeAllRanges();
    selection.addRange(range);
    var said = button.querySelector('span') || button;
    if (document.execCommand('copy')) { said.textContent = button.getAttribute('data-done'); }
  });

  function start() {
    if (/\/requests\//.test(location.pathname)) { keep([]); }
    var tray = document.querySelector('[data-tray]');
    if (tray && !read().length) {
      keep(boxes().filter(function (b) { return b.checked; }).slice(0, 3).map(function (b) {
        return { slug: b.value, name: b.getAttribute('data-name') };
      }));
    }
    show();
    offer();
    spread();
    bringHtmx();
    var wrong = document.getElementById('wrongs');
    if (wrong) { wrong.focus(); }
  }
  start();
  window.addEventListener('pageshow', function (event) { if (event.persisted) { show(); } });
  document.addEventListener('htmx:afterSwap', function () { show(); offer(); });
})();
