module.exports = {
  // The plugin lies beside prettier, not in this folder.
  plugins: [require.resolve("@prettier/plugin-xml")],
  bracketSpacing: false,
  overrides: [{ files: "*.xml", options: { tabWidth: 4 } }],
  printWidth: 88,
  proseWrap: "always",
  xmlWhitespaceSensitivity: "preserve",
};
