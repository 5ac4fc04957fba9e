throw new RangeError("thrown at import", { cause: new Error("deeper") });
