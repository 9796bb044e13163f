package form_test

import (
	"fmt"

	"allianceregistry/membership/form"
)

// Two names that would look alike are not both accepted: what nobody sees is refused, by
// its code point and its place.
func ExampleCheckText() {
	fmt.Println(form.CheckText("name", "中关村", 1, form.MaxName))
	fmt.Println(form.CheckText("name", "Ac\u200bme", 1, form.MaxName))
	// Output:
	// <nil>
	// REFUSED BAD_TEXT {"character":"U+200B","field":"name","place":"3","problem":"invisible"}
}

func ExampleDuration_Parse() {
	fmt.Println(form.Duration("P1DT12H").Parse())
	fmt.Println(form.Duration("P1M").Parse()) // a month has no fixed length
	// Output:
	// 36h0m0s true
	// 0s false
}
