// Every colour pair that is seen: text on what lies under it, and lines and shapes that mean something on theirs.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((value, i) => value * a + under[i] * (1 - a));
  const ground = (element) => {
    const colors = [];
    for (let at = element; at; at = at.parentElement) colors.push(rgba(getComputedStyle(at).backgroundColor));
    return colors.reverse().reduce((under, color) => over(color, under), [255, 255, 255]);
  };
  const light = (color) => {
    const [r, g, b] = color.map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const pairs = new Map();
  const note = (what, color, under, least) => {
    const found = ratio(over(rgba(color), under), under), key = `${what} ${color} on ${under.map(Math.round)}`;
    pairs.set(key, [found, least]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("script, style, noscript, title") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    note(`${element.tagName.toLowerCase()}.${element.className}`, style.color, ground(element), 4.5);
  }
  for (const element of document.querySelectorAll("ins")) {
    note("line", getComputedStyle(element).textDecorationColor, ground(element), 3);
  }
  for (const element of document.querySelectorAll("#plot rect.p")) {
    note("plot", getComputedStyle(element).fill, rgba(getComputedStyle(document.querySelector("#plot .ground")).fill).slice(0, 3), 3);
  }
  for (const element of document.querySelectorAll(".share, .spark i")) {
    if (element.checkVisibility()) note("bar", getComputedStyle(element).backgroundColor, ground(element.parentElement), 3);
  }
  for (const element of document.querySelectorAll("button, input[type=search]")) {
    if (element.matches(":focus")) note("outline", getComputedStyle(element).outlineColor, ground(element.parentElement), 3);
  }
  for (const element of document.querySelectorAll(".card, .mark .none, .family")) {
    note("edge", getComputedStyle(element).borderLeftColor, ground(element), 3);
  }
  return [...pairs].map(([what, [found, least]]) => [what, found, least]);
}
