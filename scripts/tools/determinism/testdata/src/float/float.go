package float

import (
	"math"
	"strconv"
)

type ratio float64 // want `floating point: processors may round`

type share struct {
	part ratio      // want `floating point`
	turn complex128 // want `floating point`
}

func found(n int) bool {
	half := 0.5                              // want `floating point`
	x, err := strconv.ParseFloat("1", 64)    // want `floating point`
	const whole int = 1e3                    // want `floating point`
	return err == nil && math.Sqrt(4) > 1 && // want `floating point`
		x > half && // want `floating point`
		float32(n) > 2 // want `floating point`
}

func allowed(n int64) bool {
	return n > math.MaxInt64/2 && n*3 >= 2*n && n/2 == 1
}
