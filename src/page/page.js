'use strict';
// The page is complete without this: it sorts and filters tables.
const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
for (const table of document.querySelectorAll('table')) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      heads.forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const rows = Array.from(table.tBodies[0].rows, row => [row.cells[column].textContent, row]);
      rows.sort((a, b) => down ? compare(b[0], a[0]) : compare(a[0], b[0]));
      table.tBodies[0].append(...rows.map(row => row[1]));
    });
  });
}
const filter = document.querySelector('.filter');
if (filter) {
  const [text, verdict, status] = ['input', 'select', 'output'].map(name => filter.querySelector(name));
  const rows = [...document.querySelector('#machines tbody').rows].map(row => [row, row.textContent.toLowerCase()]);
  const apply = () => {
    const wanted = text.value.toLowerCase();
    let shown = 0;
    for (const [row, content] of rows) {
      row.hidden = !content.includes(wanted) || verdict.value !== '' && row.dataset.verdict !== verdict.value;
      shown += !row.hidden;
    }
    status.textContent = shown + ' / ' + rows.length;
  };
  text.addEventListener('input', apply);
  verdict.addEventListener('change', apply);
  filter.hidden = false;
  apply();
}
