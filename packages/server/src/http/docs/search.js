// Folds are opened where an address or a search leads; without this script everything is there to be opened by hand.
const search = document.querySelector('#search');
const found = document.querySelector('#found');
const groups = [...document.querySelectorAll('main > details')];
const entries = groups.map((group) =>
  [...group.querySelectorAll(':scope > details')].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
  })),
);

for (const place of document.querySelectorAll('.origin')) place.textContent = location.origin;

function open(element) {
  for (let at = element; at !== null; at = at.parentElement) if (at.localName === 'details') at.open = true;
}

function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target === null) return;
  open(target);
  target.scrollIntoView();
}

function filter() {
  const words = search.value
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  let count = 0;
  groups.forEach((group, place) => {
    let inGroup = 0;
    for (const { element, text } of entries[place]) {
      const fits = words.every((word) => text.includes(word));
      element.hidden = !fits;
      if (fits) inGroup++;
    }
    group.hidden = inGroup === 0;
    group.open = words.length > 0 && inGroup > 0;
    count += inGroup;
  });
  found.textContent = words.length === 0 ? '' : `${count} found`;
}

search.addEventListener('input', filter);
addEventListener('hashchange', follow);
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target.closest('input')) return;
  event.preventDefault();
  search.focus();
});
follow();
