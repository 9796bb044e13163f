package escape

import "time"

func faults() {
	_ = time.Now() /* want `time.Now` `it needs a reason` */ //determinism:ok
	_ = 1          //determinism:ok nothing is wrong here // want `it excuses nothing here`
}
