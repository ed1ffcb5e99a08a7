module.exports = {
  // The plugin lies beside prettier, not in this folder.
  plugins: [require.resolve("@prettier/plugin-xml")],
  bracketSpacing: false,
  printWidth: 88,
  proseWrap: "always",
  xmlWhitespaceSensitivity: "preserve",
};
