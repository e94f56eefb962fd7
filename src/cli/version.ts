/** The version of lossc, put in by the bundler from package.json. */
declare const LOSSC_VERSION: string | undefined;

/** As in package.json; `development` where the sources are run unbundled. */
export const version: string = typeof LOSSC_VERSION === 'string' ? LOSSC_VERSION : 'development';
