// Bundles scripts and styles into static/build/ under hashed names, with manifest.json beside them.
import { build, context } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import zlib from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, "build");
const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);
const COPIED = ["img/icons.svg", "img/favicon.svg"];

// A token may say light-dark(a, b) once; older phones get it as two schemes and an override each.
function lowerSchemes(css) {
  const light = [];
  const dark = [];
  const rest = css.replace(/^\s*(--[\w-]+):\s*light-dark\((.+),\s*(.+)\);$/gm, (_, name, a, b) => {
    light.push(`${name}:${a.trim()}`);
    dark.push(`${name}:${b.trim()}`);
    return "";
  });
  return `${rest}
:root{color-scheme:light;${light.join(";")}}
:root[data-scheme=dark]{color-scheme:dark;${dark.join(";")}}
@media (prefers-color-scheme:dark){:root:not([data-scheme=light]){color-scheme:dark;${dark.join(";")}}}`;
}

const schemes = {
  name: "schemes",
  setup(hook) {
    hook.onLoad({ filter: /css\/_tokens\.css$/ }, async (file) => ({
      contents: lowerSchemes(await readFile(file.path, "utf8")),
      loader: "css",
    }));
  },
};

// Turbo adds a <style> for its progress bar as soon as it is loaded, which our
// Content-Security-Policy forbids. Its rules stand in css/progress.css instead.
const turboWithoutStyle = {
  name: "turbo-without-style",
  setup(hook) {
    hook.onLoad({ filter: /turbo\.es2017-esm\.js$/ }, async (file) => {
      const source = await readFile(file.path, "utf8");
      const call = "    this.installStylesheetElement();\n";
      if (!source.includes(call)) throw new Error("Turbo has changed: look at its ProgressBar again");
      return { contents: source.replace(call, ""), loader: "js" };
    });
  },
};

// highlight.css is written by `flask markup styles`; a tree without it still builds.
const optional = {
  name: "optional",
  setup(hook) {
    hook.onResolve({ filter: /highlight\.css$/ }, (found) => {
      const file = path.join(found.resolveDir, found.path);
      return existsSync(file) ? { path: file } : { path: file, namespace: "missing" };
    });
    hook.onLoad({ filter: /.*/, namespace: "missing" }, () => ({ contents: "", loader: "css" }));
  },
};

const options = {
  entryPoints: ["js/app.js", "css/site.css", "css/staff.css"].map((file) => path.join(here, file)),
  absWorkingDir: here,
  outdir: out,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  target: ["es2022", "chrome109", "firefox115", "safari16"],
  external: ["*.svg"],
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  logLevel: "warning",
  plugins: [schemes, turboWithoutStyle, optional],
};

async function save(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  const hashed = `${stem}-${hash}${ext}`;
  const file = path.join(out, hashed);
  if (!existsSync(`${file}.gz`)) {
    const quality = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } };
    await writeFile(file, bytes);
    await writeFile(`${file}.br`, await brotli(bytes, quality));
    await writeFile(`${file}.gz`, await gzip(bytes, { level: 9 }));
  }
  return [name, hashed];
}

async function publish(result) {
  await mkdir(out, { recursive: true });
  const built = result.outputFiles.map((file) => save(path.basename(file.path), file.contents));
  const copied = COPIED.map(async (file) =>
    save(path.basename(file), await readFile(path.join(here, file))));
  const manifest = Object.fromEntries(await Promise.all([...built, ...copied]));
  await writeFile(path.join(out, "manifest.new"), JSON.stringify(manifest, null, 2));
  await rename(path.join(out, "manifest.new"), path.join(out, "manifest.json"));
  await sweep(new Set(Object.values(manifest)));
}

async function sweep(kept) {
  for (const file of await readdir(out)) {
    if (!file.startsWith(".") && file !== "manifest.json" && !kept.has(file.replace(/\.(br|gz)$/, ""))) {
      await rm(path.join(out, file));
    }
  }
}

if (process.argv.includes("--watch")) {
  const again = { name: "again", setup: (hook) => hook.onEnd(publish) };
  await (await context({ ...options, plugins: [...options.plugins, again] })).watch();
} else {
  await publish(await build(options));
}
