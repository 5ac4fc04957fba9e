import "./nothing.ts";
