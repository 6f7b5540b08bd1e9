/* Comfort only: the consent sentence names whoever is ticked now, so that the page need not be sent twice. */
(function () {
  'use strict';
  var form = document.getElementById('request');
  var named = document.querySelector('[data-named]');
  if (!form || !named) { return; }

  function ticked() {
    return Array.prototype.filter.call(form.querySelectorAll('input[name=business]'), function (box) { return box.checked; });
  }
  function say() {
    var boxes = ticked();
    var names = boxes.map(function (box) { return box.getAttribute('data-name'); });
    var last = names.length > 1 ? form.getAttribute('data-and') + names.pop() : '';
    named.textContent = names.join(form.getAttribute('data-comma')) + last || form.getAttribute('data-nobody');
    form.elements.named.value = boxes.map(function (box) { return box.value; }).join(' ');
    Array.prototype.forEach.call(form.querySelectorAll('input[name=business]'), function (box) {
      box.disabled = !box.checked && boxes.length >= 3;
    });
  }
  form.addEventListener('change', function (event) { if (event.target.name === 'business') { say(); } });
  window.addEventListener('pageshow', function (event) { if (event.persisted || ticked().length) { say(); } });
})();
