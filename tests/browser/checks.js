// What an eye, a finger and a screen reader need. Returns what is wrong, in words.
(wanted) => {
  const wrong = [];
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const light = ({ r, g, b }) => {
    const part = (c) => ((c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.a === 1) return colour;
    }
    return { r: 255, g: 255, b: 255 };
  };
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && box.width > 1 && box.height > 1;
  };
  const name = (element) => `${element.tagName.toLowerCase()} "${element.textContent.trim().slice(0, 30)}"`;

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !shown(element) || element.closest(".unseen, .skip, template")) continue;
    const style = getComputedStyle(element);
    const pair = [light(parse(style.color)), light(behind(element))].sort((a, b) => b - a);
    const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (contrast < 7) wrong.push(`contrast ${contrast.toFixed(1)}: ${name(element)}`);
    if (parseFloat(style.fontSize) < wanted.smallest) wrong.push(`${style.fontSize}: ${name(element)}`);
  }
  const body = parseFloat(getComputedStyle(document.body).fontSize);
  if (body < wanted.body) wrong.push(`body text of ${body} px`);
  for (const element of document.querySelectorAll(wanted.pressed)) {
    if (shown(element) && element.getBoundingClientRect().height < wanted.finger)
      wrong.push(`low: ${name(element)} ${element.getBoundingClientRect().height}`);
  }
  for (const element of document.querySelectorAll("button, a[href], summary")) {
    if (!(element.textContent.trim() || element.getAttribute("aria-label"))) wrong.push("nameless " + element.outerHTML.slice(0, 60));
  }
  for (const element of document.querySelectorAll("input:not([type=hidden]), select, textarea, progress")) {
    if (!(element.labels && element.labels.length) && !element.getAttribute("aria-label")) wrong.push("no label: " + element.outerHTML.slice(0, 60));
  }
  for (const element of document.querySelectorAll("img:not([alt])")) wrong.push("no alt: " + element.src);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  ids.filter((id, place) => ids.indexOf(id) !== place).forEach((id) => wrong.push("id twice: " + id));
  if (document.documentElement.lang !== "vi") wrong.push("no language");
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  if (!document.querySelector("main")) wrong.push("no main");
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`${document.documentElement.scrollWidth} px wide`);
  return wrong;
}
