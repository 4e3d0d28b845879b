<?php

namespace App\Events;

use Illuminate\Broadcasting\Channel;
use Illuminate\Contracts\Broadcasting\ShouldBroadcastNow;

class UserStatusChanged implements ShouldBroadcastNow
{
    public function __construct(
        private int|string $roomId,
        private int|string $userId,
        private string $userName,
        private string $role,
        private bool $isOnline,
        private ?string $lastSeen = null,
    ) {}

    public function broadcastOn(): Channel
    {
        return new Channel("room-{$this->roomId}");
    }

    public function broadcastAs(): string
    {
        return 'user-status-changed';
    }

    public function broadcastWith(): array
    {
        return [
            'room_id' => $this->roomId,
            'user_id' => $this->userId,
            'user_name' => $this->userName,
            'role' => $this->role,
            'is_online' => $this->isOnline,
            'last_seen' => $this->lastSeen,
            'timestamp' => now()->toISOString(),
        ];
    }
}
