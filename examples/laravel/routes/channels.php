<?php

use App\Models\User;
use Illuminate\Support\Facades\Broadcast;

// What is returned is the member's user_info: the room stamps its name and role on what the member does.
Broadcast::channel('room-{id}', function (User $user, string $id) {
    return ['name' => $user->name, 'role' => $user->role ?? 'student'];
});
