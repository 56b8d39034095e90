// One script for every page. Everything here makes better what already works without it.
import * as Turbo from "@hotwired/turbo";

// A page goes to visitors from a cache; guessing where they go next would only cost both sides.
Turbo.config.drive.progressBarDelay = 300;
Turbo.config.forms.mode = "on";
