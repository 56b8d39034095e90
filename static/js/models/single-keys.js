// Whether single letters work as keys in this browser: speech input and shaking hands press them by
// accident, so everybody may switch them off (WCAG 2.1.4).
const PLACE = "hearth-single-keys";

export function areOff() {
  try {
    return localStorage.getItem(PLACE) === "off";
  } catch {
    return false; // storage is forbidden: then they stay on
  }
}

export function turn(on) {
  try {
    if (on) localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, "off");
  } catch {
    /* storage is forbidden: nothing to keep it in */
  }
}
