# plot.py - draws the data of a chart that kb made (JSON on standard input) as PNG on standard output.
# kb runs this file and no other; the data are numbers and names, never code.
import io
import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

d = json.load(sys.stdin)
plain = lambda s: s.replace("$", r"\$")
num = lambda v: float("nan") if v is None else float(v)
colours = ["#0072b2", "#d98200", "#009e73", "#c2528b", "#3b9ad9", "#d55e00",
           "#8c6d31", "#6b6ecf", "#637939", "#ad494a", "#7b4173", "#4a4a4a"]
labels = [plain(s) for s in d["labels"]]
series = [plain(s) for s in d["series"]]
cells = [[num(v) for v in row] for row in d["cells"]]
at = [float(v) for v in d["at"]] or list(range(len(labels)))
fig, ax = plt.subplots(figsize=(9.6, 5.4), dpi=150)
n = max(1, len(cells))

if d["type"] in ("bar", "grouped"):
    for k, row in enumerate(cells):
        ax.bar([i + (k - (n - 1) / 2) * 0.7 / n for i in range(len(row))], row, 0.7 / n, color=colours[k])
elif d["type"] == "histogram":
    ax.bar(range(len(labels)), cells[0], 0.98, color=colours[0])
elif d["type"] == "stacked":
    up, down = [0.0] * len(labels), [0.0] * len(labels)
    for k, row in enumerate(cells):
        row = [0.0 if v != v else v for v in row]
        ax.bar(range(len(row)), row, 0.7, [down[i] if v < 0 else up[i] for i, v in enumerate(row)],
               color=colours[k])
        for i, v in enumerate(row):
            if v < 0:
                down[i] += v
            else:
                up[i] += v
elif d["type"] == "line":
    for k, row in enumerate(cells):
        ax.plot(at, row, marker="o", markersize=4, color=colours[k])
    if d["at"]:
        step = len(labels) // 15 + 1
        ax.set_xticks(at[::step], labels[::step], fontsize=8)
elif d["type"] == "scatter":
    for x, y, k, name in d["points"]:
        ax.scatter([float(x)], [float(y)], color=colours[k], alpha=0.75)
        if name and len(d["points"]) <= 40:
            ax.annotate(plain(name), (float(x), float(y)), xytext=(5, 3), textcoords="offset points", fontsize=7)
elif d["type"] == "heatmap":
    picture = ax.imshow(cells, aspect="auto", cmap="Blues")
    fig.colorbar(picture)
    ax.set_yticks(range(len(series)), series)
elif d["type"] == "timeline":
    for i, (x, y, k, name) in enumerate(d["points"]):
        ax.plot([float(x), float(y)], [i, i], marker="o", linewidth=4, color=colours[k])
        ax.annotate(plain(name), (float(y), i), xytext=(7, -3), textcoords="offset points", fontsize=8)
    ax.set_yticks([])
    ax.margins(x=0.15)

if labels and not d["at"]:
    ax.set_xticks(range(len(labels)), labels, rotation=35 if max(map(len, labels)) > 6 else 0,
                  ha="right" if max(map(len, labels)) > 6 else "center", fontsize=8)
if len(series) > 1 and d["type"] in ("grouped", "stacked", "line", "bar"):
    ax.legend([plt.Rectangle((0, 0), 1, 1, color=colours[k]) for k in range(len(series))], series, fontsize=8)
if d["type"] in ("bar", "grouped", "stacked", "line", "histogram"):
    ax.grid(axis="y", linewidth=0.4)
    ax.set_axisbelow(True)
ax.set_title(plain(d["title"]), loc="left", fontsize=13)
ax.set_xlabel(plain(d["x"]))
if d["type"] != "timeline":
    ax.set_ylabel(plain(d["y"]))
fig.text(0.01, 0.01, plain(d["note"]), fontsize=7, color="#57606a")
fig.tight_layout(rect=(0, 0.03, 1, 1))
out = io.BytesIO()
fig.savefig(out, format="png", metadata={"Software": None})
sys.stdout.buffer.write(out.getvalue())
