/* Oscar 4.2.1's order page calls a function that its own script does not have; without it the page's set-up stops. */
oscar.dashboard.orders.initTable ??= () => {};
