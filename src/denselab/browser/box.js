/**
 * A drawing box: pad, form and network put together on a page that holds all three.
 *
 * Responsible for what the page shows of them, live, and for what it says aloud.
 */

import { glyph } from "./glyph.js";
import { network } from "./network.js";
import { Pad } from "./pad.js";

const BETWEEN = 50; // milliseconds from one answer to the next, so that the line keeps up
const PAUSE = 700; // milliseconds without a change after which an answer is read aloud

/**
 * Brings a section of the page to life.
 *
 * @param {HTMLElement} section Which has elements of the classes `pad`, `undo`, `clear`, `pen`,
 *   `sees`, `answer`, `sure`, `aloud` and `chances`, a list item for each class, and a script with
 *   the network as JSON.
 */
export function box(section) {
  const part = (name) => section.querySelector(`.${name}`);
  const packed = JSON.parse(part("network").textContent);
  const answer = network(packed);
  let [drawn, reading, speaking] = [null, 0, 0];

  const say = (words) => {
    clearTimeout(speaking);
    part("aloud").textContent = words;
  };
  const read = () => {
    reading = 0;
    const image = glyph(drawn);
    const told = image.some((grey) => grey > 0) ? answer(image) : null;
    showImage(part("sees"), image);
    showChances(part("chances"), told);
    const [name, sure] = told ? inWords(told, packed.classes) : ["", "Nothing drawn yet"];
    part("answer").textContent = name;
    part("sure").textContent = sure;
    clearTimeout(speaking);
    if (told) speaking = setTimeout(() => say(`${name}, ${sure}`), PAUSE);
  };
  const pad = new Pad(part("pad"), {
    onSay: say,
    onInk: (ink) => {
      drawn = ink;
      part("undo").disabled = !pad.canUndo;
      part("clear").disabled = pad.isEmpty;
      reading ||= setTimeout(read, BETWEEN);
    },
  });
  part("undo").onclick = () => pad.undo();
  part("clear").onclick = () => pad.clear();
  part("pen").oninput = (event) => (pad.pen = event.target.valueAsNumber);
  showImage(part("sees"), new Uint8Array(part("sees").width * part("sees").height));
}

/** What the network says, and how sure it is of that. */
function inWords(probabilities, classes) {
  const [most, next] = [...probabilities.keys()].sort(
    (a, b) => probabilities[b] - probabilities[a],
  );
  const name = (label) => (classes[label] === "?" ? "no digit" : classes[label]);
  const sure = `${percent(probabilities[most])} sure`;
  if (probabilities[most] >= 0.5) return [name(most), sure];
  return [`${name(most)}?`, `${sure}; ${percent(probabilities[next])} for ${name(next)}`];
}

function percent(share) {
  return share > 0.9995 ? "over 99.9\u202f%" : `${(100 * share).toFixed(1)}\u202f%`;
}

/** The bars, all empty where nothing was said. */
function showChances(list, probabilities) {
  const most = probabilities ? Math.max(...probabilities) : NaN;
  for (const [label, item] of [...list.children].entries()) {
    const share = probabilities?.[label] ?? 0;
    item.querySelector("i").style.width = `${100 * share}%`;
    item.querySelector("span:last-child").textContent = probabilities ? percent(share) : "";
    item.classList.toggle("most", share === most);
  }
}

/** An image with a dark ground as ink on paper. */
function showImage(canvas, image) {
  const { width, height } = canvas;
  const pixels = new ImageData(width, height);
  pixels.data.set([...image].flatMap((grey) => [255 - grey, 255 - grey, 255 - grey, 255]));
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}
