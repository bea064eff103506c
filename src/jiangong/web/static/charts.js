"use strict";
/* Draws the bars of a page anew with ECharts. Without it the list of bars stays, which says the same; the table stands below both.
   Solid and hatched tell the years apart, so that a chart reads without colour. No tooltip: every bar carries its number. */

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const HATCH = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 };
const SOLID = { symbol: "none" };

function drawing(list) {
  const rows = [...list.querySelectorAll("li")].map((row) => ({
    name: row.querySelector("span").textContent,
    now: Number(row.dataset.now),
    before: Number(row.dataset.before),
  }));
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const text = { fontFamily: token("--jg-font"), fontSize: 0.875 * size, color: token("--jg-text") };
  const year = list.dataset.now;
  const earlier = list.dataset.before;
  const bar = (said, pick, colour) => ({
    type: "bar",
    name: said || "",
    data: rows.map(pick),
    barMaxWidth: 0.9 * size,
    barGap: "15%",
    itemStyle: { color: colour, borderColor: token("--jg-accent"), borderWidth: 1 },
    label: { show: true, position: "right", ...text, formatter: (point) => (earlier ? `${said}：${point.value}` : `${point.value}`) },
  });
  const series = [bar(year, (row) => row.now, token("--jg-accent"))];
  if (earlier) series.push(bar(earlier, (row) => row.before, token("--jg-surface")));
  const names = Math.min(9 * size, list.clientWidth * 0.4);
  const most = Math.max(...rows.map((row) => Math.max(row.now, earlier ? row.before : 0)), 1);
  return {
    height: rows.length * (earlier ? 3 : 2) * size + size,
    option: {
      animation: false,
      aria: {
        enabled: true,
        label: { description: list.dataset.bars },
        decal: { show: true, decals: [SOLID, { ...HATCH, color: token("--jg-accent") }] },
      },
      grid: { left: names + 0.75 * size, right: (earlier ? 5 : 3) * size, top: 0.25 * size, bottom: 0.25 * size },
      xAxis: { type: "value", min: 0, max: most, show: false },
      yAxis: {
        type: "category",
        inverse: true,
        data: rows.map((row) => row.name),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: token("--jg-line-strong") } },
        axisLabel: { ...text, width: names, overflow: "break", lineHeight: 1.2 * size, interval: 0 },
      },
      series,
    },
  };
}

function draw(list) {
  const panel = list.parentElement;
  const place = document.createElement("div");
  place.className = "jg-chart";
  const { height, option } = drawing(list);
  place.style.height = `${height}px`;
  list.after(place);
  const chart = echarts.init(place);
  chart.setOption(option);
  list.classList.add("is-drawn");
  panel.querySelectorAll(".jg-bars-said").forEach((words) => { words.hidden = true; });
  panel.querySelectorAll(".jg-chart-said").forEach((words) => { words.hidden = false; });
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth === width || !place.clientWidth) return;
    width = place.clientWidth;
    chart.resize();
  }).observe(place);
}

if (window.echarts) document.querySelectorAll("ul[data-bars]").forEach(draw);
