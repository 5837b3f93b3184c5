export const kGerman = {} as Record<string, string>;
