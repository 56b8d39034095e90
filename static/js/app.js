// One script for every page. Everything here makes better what already works without it.
import * as Turbo from "@hotwired/turbo";
import "@github/markdown-toolbar-element";
import "./elements/local-time.js";
import "./elements/drop-menu.js";
import "./elements/copy-code.js";
import "./elements/preview-tab.js";
import "./elements/image-drop.js";
import "./elements/draft-keeper.js";
import "./elements/quote-link.js";
import "./elements/mention-list.js";
import "./elements/search-suggest.js";
import "./elements/search-pings.js";
import "./elements/similar-questions.js";
import "./elements/live-thread.js";
import "./elements/live-queue.js";
import "./elements/live-banners.js";
import "./elements/live-bell.js";
import "./elements/canned-replies.js";
import "./elements/claim-keeper.js";
import "./elements/queue-keys.js";
import "./elements/key-help.js";
import "./elements/solved-before.js";
import "./elements/read-beacon.js";
import "./elements/notice-list.js";
import "./places.js";
import "./once.js";

Turbo.config.drive.progressBarDelay = 300;
