"use strict";
// What the page was given, its words, and how elements are made. Text of documents only ever becomes text nodes.

const byId = (id) => document.getElementById(id);
const given = (id) => JSON.parse(byId(id).textContent);
const told = given("told");
const root = document.documentElement;

const dangerous = new RegExp(told.dangerous, "gu");
const unseen = new RegExp(told.unseen, "gu");
const SIGNS = { "\n": "↵", "\r": "␍", "\t": "⇥" };

const passes = new Map(told.passes.map((pass, i) => [pass.name, { ...pass, mark: `p p${i % 24}`, brief: pass.words.split(/[:：]/)[0] }]));

const state = {
  tab: "", document: -1, now: -1, view: "inline",
  rows: [], items: [], order: [], marks: [], cards: [], numbers: [], rowOf: [],
  on: [], shown: [], decided: [],
  kinds: { change: true, held: true, note: true }, hidden: new Set(), least: 0, most: 1, fold: false,
};

function say(code, facts = {}) {
  return told.words[code].replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
}

function element(name, classes = "", ...children) {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  made.append(...children);
  return made;
}

function button(classes, words, press) {
  const made = element("button", classes, words);
  made.type = "button";
  if (press) made.addEventListener("click", press);
  return made;
}

function number(value) {
  return value.toLocaleString(told.language === "zh" ? "zh-CN" : "en");
}

function sure(confidence) {
  return confidence === 1 ? "1" : confidence.toFixed(confidence > 0.9995 ? 4 : 3).replace(/0+$/, "");
}

/** Nodes for a text in which the characters of a pattern are shown by a sign or their code point. */
function legible(text, pattern, breaks = false) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > at) nodes.push(text.slice(at, found.index));
    const code = found[0].codePointAt(0);
    const point = code >= 0xdc80 && code <= 0xdcff
      ? `\\x${(code - 0xdc00).toString(16)}` : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    nodes.push(element("span", "unseen", SIGNS[found[0]] ?? point));
    if (breaks && found[0] === "\n") nodes.push("\n");
    at = found.index + found[0].length;
  }
  if (at < text.length) nodes.push(text.slice(at));
  return nodes;
}

/** One side of a change: spaces alone are shown as well, and lines break where more than line ends is changed. */
function side(text, breaks) {
  if (/^[ \u3000]+$/.test(text)) return [element("span", "unseen", "␣".repeat(Math.min(text.length, 8)))];
  return legible(text, unseen, breaks || /[^\r\n\s]/.test(text));
}

function swap(item) {
  const nodes = [];
  if (item.old) nodes.push(element("del", "", ...side(item.old)));
  if (item.old && item.new) nodes.push(" → ");
  if (item.new) nodes.push(element("ins", passes.get(item.why.at(-1).by).mark, ...side(item.new)));
  return nodes;
}

function confidence(item) {
  const known = item.why.map((why) => why.confidence).filter((value) => value !== null);
  return known.length ? Math.min(...known) : null;
}

function remember(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(`cleaner-${key}`);
    localStorage.setItem(`cleaner-${key}`, value);
  } catch { /* a page from a file may have no storage */ }
  return null;
}
