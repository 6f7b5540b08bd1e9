/* Suggestions under a search box: an editable combobox with a list (WAI-ARIA 1.2). Brought by site.js when somebody goes
   into a box; nothing needs them. Plain old JavaScript, for the phones people have. */
(function () {
  'use strict';
  var PAUSE = 150;

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  /* The box keeps the focus throughout. Gives the function that asks for what stands in it. */
  function suggest(form, input) {
    var list = document.createElement('ul'), status = document.createElement('span'), stop = null;
    var label = form.querySelector('label[for=' + input.id + ']');
    var options = [], active = -1, timer = null, number = 0, isComposing = false;

    list.id = input.id + '-options';
    list.className = 'options';
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', label.querySelector('small').textContent);
    status.className = 'visually-hidden';
    status.setAttribute('role', 'status');
    form.appendChild(list);
    form.appendChild(status);
    input.setAttribute('role', 'combobox');
    input.setAttribute('autocomplete', 'off');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', list.id);
    input.setAttribute('aria-expanded', 'false');

    /* Whatever is under way is of no use any more. */
    function drop() {
      clearTimeout(timer);
      number++;
      if (stop) { stop.abort(); stop = null; }
    }
    function mark(at) {
      active = at;
      options.forEach(function (option, i) { option.setAttribute('aria-selected', i === at ? 'true' : 'false'); });
      if (at < 0) { input.removeAttribute('aria-activedescendant'); return; }
      var option = options[at];
      input.setAttribute('aria-activedescendant', option.id);
      if (option.offsetTop < list.scrollTop) { list.scrollTop = option.offsetTop; }
      list.scrollTop = Math.max(list.scrollTop, option.offsetTop + option.offsetHeight - list.clientHeight);
    }
    function close() {
      drop();
      mark(-1);
      options = [];
      list.hidden = true;
      list.innerHTML = '';
      status.textContent = '';
      input.setAttribute('aria-expanded', 'false');
    }
    function open(text) {
      list.innerHTML = text;
      options = all('[role=option]', list);
      if (!options.length) { close(); return; }
      options.forEach(function (option, i) { option.id = list.id + '-' + i; });
      list.style.left = label.offsetLeft - 2 + 'px';
      list.style.top = label.offsetTop + label.offsetHeight + 'px';
      list.style.minWidth = label.offsetWidth + 4 + 'px';
      list.hidden = false;
      list.scrollTop = 0;
      mark(-1);
      input.setAttribute('aria-expanded', 'true');
      status.textContent = options[0].getAttribute('data-says');
    }
    function ask(pause) {
      var text = input.value.trim();
      if (!text) { close(); return; }
      drop();
      timer = setTimeout(function () {
        var mine = number, address = form.getAttribute('data-suggest') + '?field=' + input.name + '&q=' + encodeURIComponent(text);
        stop = window.AbortController ? new AbortController() : null;
        fetch(address, stop ? { signal: stop.signal } : {}).then(function (answer) {
          return answer.ok ? answer.text() : '';
        }).then(function (found) { if (mine === number) { open(found); } }).catch(function () {
          if (mine === number) { close(); }
        });
      }, pause);
    }
    function take(option) {
      var page = option.getAttribute('data-go');
      input.value = option.getAttribute('data-fill');
      close();
      if (page) { location.href = page; }
    }
    function move(step) {
      if (options.length) { mark(active < 0 ? (step > 0 ? 0 : options.length - 1) : (active + step + options.length) % options.length); }
    }

    input.addEventListener('compositionstart', function () { isComposing = true; drop(); });
    input.addEventListener('compositionend', function () { isComposing = false; ask(PAUSE); });
    input.addEventListener('input', function (event) { if (!isComposing && !event.isComposing) { ask(PAUSE); } });
    input.addEventListener('blur', close);
    input.addEventListener('keydown', function (event) {
      if (isComposing || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) { return; }
      var key = event.key, isOpen = !list.hidden;
      if (key === 'ArrowDown' || key === 'Down' || key === 'ArrowUp' || key === 'Up') {
        event.preventDefault();
        if (isOpen) { move(/Down/.test(key) ? 1 : -1); } else { ask(0); }
      } else if ((key === 'Escape' || key === 'Esc') && isOpen) {
        event.preventDefault();
        close();
      } else if (key === 'Enter') {
        if (isOpen && active >= 0) { event.preventDefault(); take(options[active]); } else { close(); }
      } else if (isOpen && /^(Home|End|ArrowLeft|ArrowRight|Left|Right)$/.test(key)) {
        mark(-1);
      }
    });
    form.addEventListener('submit', close);
    /* The box keeps the focus while a finger or a mouse is on the list. */
    list.addEventListener('mousedown', function (event) { event.preventDefault(); });
    list.addEventListener('click', function (event) {
      options.forEach(function (option) { if (option.contains(event.target)) { take(option); } });
    });
    return ask;
  }

  if (window.fetch) {
    all('form[data-suggest]').forEach(function (form) {
      all('input[id]', form).forEach(function (input) {
        var typed = suggest(form, input);
        if (input === document.activeElement && input.value !== input.defaultValue) { typed(PAUSE); }
      });
    });
  }
})();
