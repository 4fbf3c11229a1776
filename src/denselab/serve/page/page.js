/**
 * The page: a pad or a photograph, read live, with what was read beside it and over it.
 *
 * Responsible for putting the other modules together. Where a digit lies is told by the service in
 * pixels of the picture that it was sent.
 */

import { Digits } from "./digits.js";
import { Pad } from "./pad.js";
import { Reading } from "./reading.js";

const SPEAKING = 900; // milliseconds without a change after which a reading is told aloud

const part = (name) => document.querySelector(`.${name}`);
const canvas = part("pad");
const photo = part("photo");
let [told, choice, speaking] = [null, null, 0];

const digits = new Digits(document.querySelector("main"), {
  onChoose: (number) => {
    choice = number;
    showBoxes();
  },
  onSay: say,
});
const reading = new Reading({ onRead: show, onProblem: (words) => say(words, true) });
const pad = new Pad(canvas, { onInk: draw, onSay: (words) => say(words) });

function say(words, isProblem = false) {
  clearTimeout(speaking);
  part("status").textContent = words;
  part("status").classList.toggle("problem", isProblem);
}

// Drawing

function draw() {
  showTools();
  if (pad.isEmpty) {
    forget();
    return;
  }
  reading.ask(() => new Promise((resolve) => pad.picture().toBlob(resolve, "image/png")));
}

/** Nothing is there to be read. */
function forget() {
  reading.forget();
  digits.forgetChoice();
  show({ text: "", digits: [], width: 1, height: 1, seconds: 0 });
  say("Nothing drawn yet");
}

function showTools() {
  part("undo").disabled = isPhoto() || !pad.canUndo;
  part("clear").disabled = !isPhoto() && pad.isEmpty;
}

part("undo").onclick = () => pad.undo();
part("clear").onclick = () => {
  if (isPhoto()) showPhoto(null);
  else pad.clear();
};

// Photographs: by file, by camera, dropped or pasted

function isPhoto() {
  return !photo.hidden;
}

/** Shows a picture instead of the pad and reads it; `null` goes back to the pad. */
function showPhoto(file) {
  if (photo.src) URL.revokeObjectURL(photo.src);
  photo.hidden = file === null;
  canvas.hidden = file !== null;
  forget();
  showTools();
  if (file === null) {
    photo.removeAttribute("src");
    draw();
    canvas.focus();
    return;
  }
  photo.src = URL.createObjectURL(file);
  say("Reading…");
  reading.ask(() => Promise.resolve(file));
}

function take(files) {
  const image = [...(files ?? [])].find((file) => file.type.startsWith("image/"));
  if (image) showPhoto(image);
  return Boolean(image);
}

for (const name of ["file", "camera"]) {
  part(name).onchange = ({ target }) => {
    take(target.files);
    target.value = ""; // so that the same file can be chosen again
  };
}
document.addEventListener("paste", (event) => take(event.clipboardData?.files));
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  part("sheet").classList.add("dropping");
});
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) part("sheet").classList.remove("dropping");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  part("sheet").classList.remove("dropping");
  if (!take(event.dataTransfer.files)) say("That is no image", true);
});

// What was read

function show(answer) {
  told = answer;
  part("text").textContent = answer.text.replaceAll("/", "\n");
  digits.show(answer.digits);
  showBoxes();
  const words = answer.digits.length ? inWords(answer) : "No digit found";
  clearTimeout(speaking);
  speaking = setTimeout(() => say(words), isPhoto() ? 0 : SPEAKING);
}

function inWords({ text, digits: found, seconds }) {
  const rows = text.split("/").map((row) => row.replaceAll("?", " unsure "));
  const count = found.length === 1 ? "1 digit" : `${found.length} digits`;
  return `${rows.join(", then ")}: ${count} in ${Math.round(1000 * seconds)} ms`;
}

function showBoxes() {
  const boxes = part("boxes");
  boxes.replaceChildren();
  const shown = isPhoto() ? photo : canvas;
  if (!told?.digits.length || !shown.clientWidth) return;
  boxes.style.left = `${shown.offsetLeft}px`;
  boxes.style.top = `${shown.offsetTop}px`;
  const scale = shown.clientWidth / told.width;
  for (const [number, { digit, box }] of told.digits.entries()) {
    const [x, y, width, height] = box.map((pixels) => pixels * scale);
    const frame = document.createElement("span");
    const name = document.createElement("b");
    Object.assign(frame.style, {
      left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px`,
    });
    frame.classList.toggle("unsure", digit === "?");
    frame.classList.toggle("low", y < 24); // no room above it
    frame.classList.toggle("chosen-box", number === choice);
    name.textContent = digit;
    frame.append(name);
    boxes.append(frame);
  }
}

/** A digit in a photograph is chosen where it is. */
photo.onclick = ({ offsetX, offsetY }) => {
  const scale = photo.clientWidth / (told?.width ?? 1);
  const isThere = ({ box: [x, y, width, height] }) => {
    const [across, down] = [offsetX / scale - x, offsetY / scale - y];
    return across >= 0 && down >= 0 && across <= width && down <= height;
  };
  const number = told?.digits.findIndex(isThere) ?? -1;
  if (number >= 0) digits.choose(number);
};
photo.onload = showBoxes;
new ResizeObserver(showBoxes).observe(part("sheet"));
forget();
showTools();
