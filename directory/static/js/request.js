/* Comfort only: the consent sentence names whoever is ticked now, so that the page need not be sent twice, and what was
   typed outlives a reload; a closed tab too, where somebody asks for it. Sent, it is forgotten (site.js). */
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

  var DRAFT = 'draft', keep = document.getElementById('keep');
  var NEVER = ['csrf_token', 'request_key', 'named', 'website', 'consent', 'safety_ack', 'business', 'other_agreed'];
  function stored() {
    try { return JSON.parse(sessionStorage.getItem(DRAFT) || localStorage.getItem(DRAFT)); } catch (e) { return null; }
  }
  function store() {
    var draft = [];
    Array.prototype.forEach.call(form.elements, function (field) {
      var is_choice = field.type === 'radio' || field.type === 'checkbox';
      if (!field.name || field.type === 'submit' || field.type === 'file' || NEVER.indexOf(field.name) >= 0) { return; }
      if (is_choice ? field.checked : field.value) { draft.push([field.name, field.value]); }
    });
    try {
      sessionStorage.setItem(DRAFT, JSON.stringify(draft));
      if (keep.checked) { localStorage.setItem(DRAFT, JSON.stringify(draft)); } else { localStorage.removeItem(DRAFT); }
    } catch (e) { /* private mode: this page only */ }
  }
  function restore(draft) {
    draft.forEach(function (pair) {
      Array.prototype.forEach.call(form.elements, function (field) {
        if (field.name !== pair[0] || NEVER.indexOf(field.name) >= 0) { return; }
        var is_choice = field.type === 'radio' || field.type === 'checkbox';
        // What the page says by itself opens no fold.
        if (is_choice ? field.value !== pair[1] || field.checked : field.value === pair[1]) { return; }
        if (is_choice) { field.checked = true; } else { field.value = pair[1]; }
        for (var fold = field.parentNode; fold && fold !== form; fold = fold.parentNode) {
          if (fold.tagName === 'DETAILS') { fold.open = true; }
        }
      });
    });
  }
  try { keep.checked = !!localStorage.getItem(DRAFT); keep.parentNode.hidden = false; } catch (e) { /* no storage */ }
  if (form.hasAttribute('data-draft') && stored()) { restore(stored()); }
  form.addEventListener('input', store);
  form.addEventListener('change', store);

  window.addEventListener('pageshow', function (event) { if (event.persisted || ticked().length) { say(); } });
})();
