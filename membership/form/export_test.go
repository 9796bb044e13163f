package form

// Countries is what the tests in package form_test need of the inside.
const Countries = countries
