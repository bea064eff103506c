"use strict";
/* Photos beside a sheet, without a network: encrypted on the device under the same key as the sheets, sent one by one when there is
a network, and let go of only when the server has them. They travel after the sheets and by themselves: no sheet waits for a photo. */

const photos = (() => {
  const LARGEST = 8 * 1024 * 1024, EDGE = 3000, MOST = 6, EACH = 15000;
  const adding = document.querySelector("[data-photo-add]");
  const facts = () => ({ competition: addresses.competition, event: addresses.event, stage: addresses.stage, work: addresses.work });
  const isHere = (row) => ["competition", "event", "stage", "work"].every((name) => row[name] === addresses[name]);
  let isSending = false;

  const tell = (text) => { adding.querySelector("[data-photo-said]").textContent = text; };

  /* A JPEG or PNG of a fair size is kept as it is; anything else that the browser can open is drawn again, upright. */
  const isPhoto = (head) => (head[0] === 0xff && head[1] === 0xd8) || String.fromCharCode(...head.slice(1, 4)) === "PNG";
  const ready = async (file) => {
    const data = await file.arrayBuffer();
    if (data.byteLength <= LARGEST && isPhoto(new Uint8Array(data, 0, Math.min(8, data.byteLength)))) return data;
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
    return drawn.arrayBuffer();
  };

  const add = async (file) => {
    const waiting = (await store.all("photos")).filter(isHere).length;
    if (waiting + Number(adding.dataset.photoAdd) >= MOST) return words.photomany;
    let data;
    try { data = await ready(file); } catch (error) { return words.photobad; }
    try {
      const id = store.random();
      if (!(await store.keepBytes("photos", id, { ...facts(), at: Date.now(), said: "" }, data))) return words.photonokey;
    } catch (error) { return words.photofull; }
    return "";
  };

  const chosen = async (input) => {
    let said_ = "";
    for (const file of input.files) said_ = (await add(file)) || said_;
    input.value = "";
    tell(said_);
    await show();
    await deliver();
  };

  /* ── sending ── */
  const deliver = async () => {
    if (!store.isAble || isSending) return;
    const rows = (await store.all("photos")).filter((row) => !row.said).sort((one, other) => one.at - other.at);
    if (!rows.length) return;
    isSending = true;
    let arrived = 0;
    try {
      const ticket = await answer(addresses.ticket);
      if (ticket.status !== 200 || !ticket.body) return;
      await store.hold(ticket.body);
      for (const row of rows.filter((one) => one.owner === ticket.body.owner)) arrived += await sent(row, ticket.body.token);
    } catch (error) { /* no network: they stay where they are */ } finally {
      isSending = false;
      await show();
    }
    if (arrived && document.body.dataset.photosPage !== undefined) window.location.reload();
  };

  const sent = async (row, token) => {
    const data = await store.bytesOf(row);
    if (!data) return 0;
    const form = new FormData();
    ["competition", "event", "stage", "work"].forEach((name) => form.append(name, row[name]));
    form.append("client", row.id);
    form.append("photo", new Blob([data]), "photo");
    const taken = await answer(addresses.photo, { method: "POST", headers: { "X-CSRFToken": token }, body: form });
    if (taken.status === 413) { await store.put("photos", { ...row, said: words.photolarge }); return 0; }
    if (taken.status !== 200 || !taken.body) throw new Error("not taken");
    if (taken.body.is_done) await store.drop("photos", row.id);
    else await store.put("photos", { ...row, said: taken.body.said });
    return taken.body.is_done ? 1 : 0;
  };

  /* ── what waits ── */
  const figure = async (row) => {
    const item = document.createElement("li"), line = document.createElement("small"), drop = document.createElement("button");
    const data = await store.bytesOf(row), canvas = document.createElement("canvas");
    line.textContent = row.said ? said("photorefused", { said: row.said }) : said(data ? "photolocal" : "photolocked", { at: clock(row.at) });
    drop.type = "button";
    drop.className = "btn";
    drop.textContent = words.photodrop;
    drop.addEventListener("click", async () => { await store.drop("photos", row.id); tell(words.photodropped); await show(); });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", said("photoalt", { at: clock(row.at) }));
    try {
      const picture = await createImageBitmap(new Blob([data]));
      [canvas.width, canvas.height] = [320, 240];
      const scale = Math.max(320 / picture.width, 240 / picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      canvas.getContext("2d").drawImage(picture, (320 - width) / 2, (240 - height) / 2, width, height);
      item.append(canvas);
    } catch (error) { /* locked, or a picture that this browser cannot draw: its line still stands */ }
    item.append(line, drop);
    return item;
  };

  const show = async () => {
    if (!store.isAble) return;
    const rows = (await store.all("photos")).sort((one, other) => one.at - other.at);
    const refused = rows.filter((row) => row.said), waiting = rows.length - refused.length;
    const line = document.querySelector("[data-net-photos]");
    const works = [...new Set(refused.map((row) => row.work))].join(" ");
    line.textContent = refused.length ? said("photosrefused", { n: refused.length, works }) : waiting ? said("photos", { n: waiting }) : "";
    line.hidden = !rows.length;
    if (adding) adding.querySelector("[data-photo-waiting]").replaceChildren(...(await Promise.all(rows.filter(isHere).map(figure))));
  };

  (async () => {
    await store.check();
    if (!store.isAble) return;
    if (adding) {
      adding.hidden = false;
      document.querySelectorAll("[data-photo-plain]").forEach((part) => { part.hidden = true; });
      adding.querySelector("[data-photo-input]").addEventListener("change", (event) => chosen(event.target));
    }
    await show();
    await deliver();
  })();
  document.addEventListener("marking:moved", () => { show(); deliver(); });
  setInterval(deliver, EACH);
  return { deliver, show };
})();
