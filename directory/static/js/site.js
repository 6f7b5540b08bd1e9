/* Comfort only: every page works without this file. Plain old JavaScript, for the phones people have. */
(function () {
  'use strict';
  var me = document.currentScript;
  var KEY = 'lengnuan-ticked';

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  /* htmx comes only to pages that use it. */
  function bringHtmx() {
    if (me && !window.htmx && document.querySelector('[hx-get],[hx-post]')) {
      var script = document.createElement('script');
      script.src = me.getAttribute('data-htmx');
      document.head.appendChild(script);
    }
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

  /* Narrowing the list without leaving the page: the links work anyway, this only saves the jump. */
  function spread() {
    all('.sieve-fold').forEach(function (fold) {
      if (window.matchMedia('(min-width: 48em)').matches) { fold.open = true; }
    });
  }
  document.addEventListener('click', function (event) {
    var link = event.target.closest ? event.target.closest('[data-live] .sieve a, [data-live] .chips a') : null;
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !window.fetch || !history.pushState) { return; }
    event.preventDefault();
    var fold = document.querySelector('.sieve-fold'), open = fold && fold.open, href = link.href;
    fetch(href, { credentials: 'same-origin' }).then(function (answer) {
      if (!answer.ok) { throw answer; }
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, 'text/html');
      ['results', 'kept'].forEach(function (id) {
        var old = document.getElementById(id), fresh = page.getElementById(id);
        old.parentNode.replaceChild(document.importNode(fresh, true), old);
      });
      document.title = page.title;
      history.pushState({ live: true }, '', href);
      fold = document.querySelector('.sieve-fold');
      if (fold && open) { fold.open = true; }
      show();
      var again = all('.sieve a').filter(function (a) { return a.getAttribute('data-value') === link.getAttribute('data-value'); })[0];
      (again || document.querySelector('#results h1')).focus();
    }).catch(function () { location.href = href; });
  });
  window.addEventListener('popstate', function () { if (document.querySelector('[data-live]')) { location.reload(); } });

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
