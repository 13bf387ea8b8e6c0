// A form that came back with faults says so first: the summary gets the focus.

document.getElementById("faults")?.focus();
