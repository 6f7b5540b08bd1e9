/* Comfort only, for reviewing ads: words and their fields light up together; Enter saves from a field of several
   lines as from one of a single line (with Shift it begins another); J and K walk a list that has the focus. */
(function () {
  'use strict';
  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  var marks = all('.rv-w[data-f]'), fields = all('.rv-f[data-f], .rv-more [data-f]');

  function light(names) {
    marks.forEach(function (mark) {
      var own = mark.getAttribute('data-f').split(' ');
      mark.classList.toggle('is-lit', own.some(function (name) { return names.indexOf(name) >= 0; }));
    });
    fields.forEach(function (field) {
      field.classList.toggle('is-lit', names.indexOf(field.getAttribute('data-f')) >= 0);
    });
  }
  function over(event) {
    var at = event.target.closest && event.target.closest('[data-f]');
    light(at ? at.getAttribute('data-f').split(' ') : []);
  }
  if (marks.length) {
    ['mouseover', 'focusin', 'touchstart'].forEach(function (name) {
      document.addEventListener(name, over, { passive: true });
    });
  }

  document.addEventListener('keydown', function (event) {
    var save = document.querySelector('#review button');
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.target.matches('.rv-in textarea')) {
      event.preventDefault();
      save.click();
    }
    if (event.altKey || event.ctrlKey || event.metaKey || (event.key !== 'j' && event.key !== 'k')) { return; }
    var list = event.target.closest && event.target.closest('[data-rows]');
    var links = list ? Array.prototype.slice.call(list.querySelectorAll('.adm-firm')) : [];
    var now = links.indexOf(event.target);
    var next = links[now + (event.key === 'j' ? 1 : -1)];
    if (next) { next.focus(); event.preventDefault(); }
  });
  var first = document.querySelector('[data-rows] .adm-firm');
  if (first && (document.activeElement === document.body || !document.activeElement)) {
    first.focus({ preventScroll: true });
  }
}());
