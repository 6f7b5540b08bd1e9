/* Comfort only: the map of the desk switches the boxes of the list below it, by pointer and by keyboard. */
(function () {
  'use strict';
  var form = document.querySelector('[data-area]'), map = form && form.querySelector('.counties');
  if (!map) { return; }
  var says = form.querySelector('[data-says]'), hint = form.querySelector('[data-hint]');
  var prefix = {};
  Array.prototype.forEach.call(form.querySelectorAll('[data-fips]'), function (fold) {
    prefix[fold.getAttribute('data-state')] = fold.getAttribute('data-fips');
  });
  var paths = Array.prototype.slice.call(map.querySelectorAll('path'));
  var LEAST = 60;

  function box(path) { return form.querySelector('input[name=counties][value="' + path.id.slice(1) + '"]'); }
  function name(path) { return box(path).parentNode.textContent.trim(); }
  function at(path) { var b = path.getBBox(); return [b.x + b.width / 2, b.y + b.height / 2]; }
  function isWhole(path) {
    return Object.keys(prefix).some(function (state) {
      var whole = form.querySelector('input[name=states][value=' + state + ']');
      return whole && whole.checked && path.id.slice(1, 3) === prefix[state];
    });
  }
  function draw() {
    paths.forEach(function (path) {
      var on = box(path).checked || isWhole(path);
      path.setAttribute('class', on ? 'on' : '');
      path.setAttribute('aria-checked', on ? 'true' : 'false');
    });
    Array.prototype.forEach.call(form.querySelectorAll('[data-state]'), function (fold) {
      var count = fold.querySelectorAll('input:checked').length;
      fold.querySelector('[data-count]').textContent = count ? '(' + count + ')' : '';
    });
  }
  function say(path) {
    var words = hint.getAttribute(path.getAttribute('aria-checked') === 'true' ? 'data-on' : 'data-off');
    says.textContent = words.replace('{}', name(path));
  }
  function toggle(path) {
    box(path).checked = !box(path).checked;
    draw();
    focus(path);
    say(path);
  }
  function focus(path) {
    paths.forEach(function (each) { each.setAttribute('tabindex', each === path ? '0' : '-1'); });
    path.focus();
  }

  /* The part of the map that is shown. */
  function view() { return map.getAttribute('viewBox').split(' ').map(Number); }
  function show(x, y, width, height) {
    var whole = map.getAttribute('data-whole').split(' ').map(Number);
    width = Math.min(width, whole[2]); height = Math.min(height, whole[3]);
    x = Math.max(0, Math.min(x, whole[2] - width)); y = Math.max(0, Math.min(y, whole[3] - height));
    map.setAttribute('viewBox', [x, y, width, height].map(Math.round).join(' '));
    map.setAttribute('class', 'counties' + (width > 400 ? ' is-far' : width < 130 ? ' is-near' : ''));
  }
  function zoom(by, middle) {
    var v = view(), width = Math.max(LEAST, v[2] * by), height = width * v[3] / v[2];
    var m = middle || [v[0] + v[2] / 2, v[1] + v[3] / 2];
    show(m[0] - width / 2, m[1] - height / 2, width, height);
  }
  function reveal(path) {
    var v = view(), p = at(path);
    if (p[0] < v[0] || p[1] < v[1] || p[0] > v[0] + v[2] || p[1] > v[1] + v[3]) {
      show(p[0] - v[2] / 2, p[1] - v[3] / 2, v[2], v[3]);
    }
  }

  /* The nearest county in the direction of an arrow. */
  function next(from, dx, dy) {
    var here = at(from), best = null, least = Infinity;
    paths.forEach(function (path) {
      var p = at(path), x = p[0] - here[0], y = p[1] - here[1], along = x * dx + y * dy, across = Math.abs(x * dy - y * dx);
      if (path !== from && along > 0 && across <= along * 1.2 && along + 2 * across < least) { best = path; least = along + 2 * across; }
    });
    return best;
  }
  var ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  paths.forEach(function (path) {
    path.setAttribute('role', 'checkbox');
    path.setAttribute('aria-label', name(path));
  });
  draw();
  var first = paths.filter(function (path) { return path.id === 'c24031'; })[0] || paths[0];
  first.setAttribute('tabindex', '0');
  map.addEventListener('click', function (event) {
    if (event.target.id && paths.indexOf(event.target) >= 0) { toggle(event.target); }
  });
  map.addEventListener('keydown', function (event) {
    var path = event.target, arrow = ARROWS[event.key];
    if (paths.indexOf(path) < 0 || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === ' ' || event.key === 'Enter' || event.key === 'Spacebar') { toggle(path); }
    else if (event.key === '+' || event.key === '-') { zoom(event.key === '+' ? 0.6 : 1.7, at(path)); }
    else if (arrow) {
      var to = next(path, arrow[0], arrow[1]);
      if (to) { reveal(to); focus(to); say(to); }
    } else { return; }
    event.preventDefault();
  });
  form.addEventListener('change', draw);
  form.addEventListener('click', function (event) {
    var button = event.target.closest ? event.target.closest('[data-zoom]') : null;
    if (!button) { return; }
    var how = button.getAttribute('data-zoom');
    if (how === 'in' || how === 'out') { zoom(how === 'in' ? 0.6 : 1.7); }
    else { show.apply(null, map.getAttribute('data-' + how).split(' ').map(Number)); }
  });
  form.querySelector('[data-tools]').hidden = false;
  hint.hidden = false;
  show.apply(null, map.getAttribute('data-near').split(' ').map(Number));
  window.addEventListener('pageshow', function (event) { if (event.persisted) { draw(); } });
})();
