package trqp

// Words are the texts of a language.
var Words = words
