package escape

import "time"

func found() {
	// One behind code covers its own line and not the next.
	_ = time.Now() //determinism:ok it only goes to the log
	_ = time.Now() // want `time.Now`

	//determinism:okay is another word
	_ = time.Now() // want `time.Now`
}

func allowed() {
	_ = time.Now() //determinism:ok it only goes to the log
	//determinism:ok it only goes to the log
	_ = time.Now()
}
