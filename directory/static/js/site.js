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
    if (me && !window.htmx && document.querySelector('[hx-get],[hx-post],[hx-boost]')) {
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
  /* A request that was sent leaves no draft behind. */
  function forget() {
    try { sessionStorage.removeItem('draft'); localStorage.removeItem('draft'); } catch (e) { /* no storage */ }
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
    tray.hidden = !ticked.length && !boxes().length;
    count.textContent = ticked.length ? tray.getAttribute('data-says').split('|')[ticked.length - 1]
      : count.getAttribute('data-empty');
    names.textContent = ticked.map(function (t) { return t.name; }).join(' · ');
    tray.className = 'tray' + (ticked.length ? ' is-on' : '') + (ticked.length > 1 ? ' is-many' : '');
  }

  document.addEventListener('change', function (event) {
    var box = event.target;
    if (box.name !== 'business' || box.getAttribute('form') !== 'tray') { return; }
    var ticked = read().filter(function (t) { return t.slug !== box.value; });
    if (box.checked) { ticked.push({ slug: box.value, name: box.getAttribute('data-name') || '' }); }
    keep(ticked.slice(0, 3));
    show();
  });

  /* Another language takes along what was typed: the form goes to its sister, which shows it as it is. */
  document.addEventListener('click', function (event) {
    var link = event.target, form = link.getAttribute && document.getElementById(link.getAttribute('data-form'));
    if (!form || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    var edit = document.createElement('input');
    edit.type = 'hidden'; edit.name = link.getAttribute('data-mark'); edit.value = 'y';
    form.appendChild(edit);
    form.action = link.href;
    form.submit();
  });

  /* What is folded on a phone stands open where there is room. */
  function spread() {
    all('details[data-wide]').forEach(function (fold) {
      if (window.matchMedia('(min-width: 48em)').matches) { fold.open = true; }
    });
  }

  /* Results change without leaving the page: htmx asks for the next one, the newest choice wins, and what is shown is
     always an address. Left to us: folds stay as they were, the boxes say what is asked, the focus stays at hand. */
  var pressed = null;

  function isLive(event) {
    return event.detail.elt.closest && event.detail.elt.closest('[data-live]');
  }
  function follow(event) { if (isLive(event)) { location.href = event.detail.pathInfo.finalRequestPath; } }

  document.addEventListener('htmx:configRequest', function (event) {
    var data = event.detail.formData;
    if (!isLive(event)) { return; }
    ['q', 'place'].forEach(function (name) { if (!(data.get(name) || '').trim()) { data.delete(name); } });
  });
  document.addEventListener('htmx:beforeRequest', function (event) {
    if (!isLive(event)) { return; }
    var elt = event.detail.elt;
    pressed = { id: elt.id, chip: all('.chips a').indexOf(elt), isForm: elt.tagName === 'FORM', folds: {} };
    document.getElementById('results').setAttribute('aria-busy', 'true');
  });
  document.addEventListener('htmx:beforeSwap', function (event) {
    if (!pressed || event.detail.target.id !== 'results' || event.detail.isError) { return; }
    if (event.detail.serverResponse.indexOf('id="results"') < 0) { event.detail.shouldSwap = false; follow(event); return; }
    all('#results [data-fold]').forEach(function (fold) { pressed.folds[fold.getAttribute('data-fold')] = fold.open; });
  });
  document.addEventListener('htmx:afterSettle', function () {
    var now = pressed, results = document.getElementById('results'), asked;
    if (!now || !results || results.hasAttribute('aria-busy')) { return; }
    pressed = null;
    asked = new URLSearchParams(location.search);
    ['q', 'place'].forEach(function (id) { document.getElementById(id).value = asked.get(id) || ''; });
    all('.mast nav a').forEach(function (link) { if (/\/find$/.test(link.pathname)) { link.search = location.search; } });
    all('#results [data-fold]').forEach(function (fold) { fold.open = now.folds[fold.getAttribute('data-fold')] || fold.open; });
    spread();
    /* A facet is there again; a chip is gone, and the next one takes its place. */
    var chips = now.chip < 0 ? [] : all('.chips a');
    (now.id && document.getElementById(now.id) || chips[Math.min(now.chip, chips.length - 1)] || results.querySelector('h1')).focus();
    if (now.isForm) { window.scrollTo(0, 0); }
    document.getElementById('said').textContent = results.getAttribute('data-says');
  });
  ['htmx:sendError', 'htmx:responseError', 'htmx:swapError'].forEach(function (name) { document.addEventListener(name, follow); });
  document.addEventListener('htmx:historyRestore', function () { show(); offer(); spread(); });

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
    if (/\/requests\//.test(location.pathname)) { keep([]); forget(); }
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
