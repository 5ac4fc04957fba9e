(globalThis as { weftPreloaded?: boolean }).weftPreloaded = true;
