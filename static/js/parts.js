// Comments and answers that htmx sends and puts back one by one, each in its element [data-part]: what did not arrive is
// said where the person stands, with the words kept, and the focus goes along only with a person who was there.
(() => {
  "use strict";

  const partOf = ({ detail }) => detail.target?.closest?.("[data-part]");

  document.addEventListener("htmx:configRequest", (event) => {
    const { parameters } = event.detail;
    if (parameters.csrfmiddlewaretoken) parameters.csrfmiddlewaretoken = window.portal.token(); // Another one since signing in again.
  });

  // --- What did not arrive -----------------------------------------------------------------------------------------
  const unsaid = (part) => part.querySelector("[data-not-sent]")?.remove();
  const why = (xhr) => {
    if (xhr.getResponseHeader("X-Another-Account")) return "another";
    if ([401, 403].includes(xhr.status) || xhr.getResponseHeader("HX-Refresh")) return "expired";
    return [404, 409].includes(xhr.status) ? "changed" : "failed";
  };
  const say = (part, reason) => {
    unsaid(part);
    const said = document.getElementById("not-sent").content.cloneNode(true);
    for (const line of said.querySelectorAll("[data-when]")) if (line.dataset.when !== reason) line.remove();
    part.append(said);
    part.lastElementChild.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const part = partOf(event);
    if (part) unsaid(part);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = partOf(event), { xhr } = event.detail;
    if (!part || xhr.responseText.includes(`id="${part.id}"`)) return;
    event.detail.shouldSwap = false; // A page of the line's or of the sign-in is not the part that was asked for.
    event.detail.isError = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const part = partOf(event);
    if (part && !event.detail.successful) say(part, why(event.detail.xhr));
  });

  // --- The focus goes to what came, unless the person went on to write elsewhere ------------------------------------
  document.addEventListener("htmx:afterSwap", (event) => {
    const part = partOf(event) && document.getElementById(event.detail.target.id);
    if (part && document.activeElement?.contains(part)) part.querySelector("[data-focus], textarea, [data-comment]")?.focus();
  });
})();
