/** Makes a pipe to the child: the stream is an attribute of Popen (17.5.1 `PIPE`). */
export const PIPE: -1 = -1;

/** For `stderr` alone: the same place as stdout (17.5.1 `STDOUT`). */
export const STDOUT: -2 = -2;

/** Reads nothing, and what is written is lost (17.5.1 `DEVNULL`). */
export const DEVNULL: -3 = -3;

// Windows, 17.5.4.1. They have these values on every platform.

/** The console's input (17.5.4.1). */
export const STD_INPUT_HANDLE: number = 0xffff_fff6;

/** The console's output (17.5.4.1). */
export const STD_OUTPUT_HANDLE: number = 0xffff_fff5;

/** The console's output, for errors (17.5.4.1). */
export const STD_ERROR_HANDLE: number = 0xffff_fff4;

/** Of `wShowWindow`: the window is hidden (17.5.4.1). */
export const SW_HIDE: number = 0;

/** Of `dwFlags`: the three handles count (17.5.4.1). */
export const STARTF_USESTDHANDLES: number = 0x100;

/** Of `dwFlags`: `wShowWindow` counts (17.5.4.1). */
export const STARTF_USESHOWWINDOW: number = 0x1;

/** Of `dwFlags`: the busy cursor is shown while the program starts (since 3.13). */
export const STARTF_FORCEONFEEDBACK: number = 0x40;

/** Of `dwFlags`: the cursor stays as it is while the program starts (since 3.13). */
export const STARTF_FORCEOFFFEEDBACK: number = 0x80;

/** Of `creationflags`: a console of its own (17.5.4.1). */
export const CREATE_NEW_CONSOLE: number = 0x10;

/** Of `creationflags`: a process group of its own, which signals need (17.5.4.1). */
export const CREATE_NEW_PROCESS_GROUP: number = 0x200;

/** Of `creationflags`: priority above normal (since 3.7). */
export const ABOVE_NORMAL_PRIORITY_CLASS: number = 0x8000;

/** Of `creationflags`: priority below normal (since 3.7). */
export const BELOW_NORMAL_PRIORITY_CLASS: number = 0x4000;

/** Of `creationflags`: high priority (since 3.7). */
export const HIGH_PRIORITY_CLASS: number = 0x80;

/** Of `creationflags`: runs when nothing else does (since 3.7). */
export const IDLE_PRIORITY_CLASS: number = 0x40;

/** Of `creationflags`: normal priority (since 3.7). */
export const NORMAL_PRIORITY_CLASS: number = 0x20;

/** Of `creationflags`: the highest priority, above the system's own work (since 3.7). */
export const REALTIME_PRIORITY_CLASS: number = 0x100;

/** Of `creationflags`: no window (since 3.7). */
export const CREATE_NO_WINDOW: number = 0x0800_0000;

/** Of `creationflags`: no console (since 3.7). */
export const DETACHED_PROCESS: number = 0x8;

/** Of `creationflags`: the parent's error mode is not inherited (since 3.7). */
export const CREATE_DEFAULT_ERROR_MODE: number = 0x0400_0000;

/** Of `creationflags`: the child is not part of the parent's job (since 3.7). */
export const CREATE_BREAKAWAY_FROM_JOB: number = 0x0100_0000;
